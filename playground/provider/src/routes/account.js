// @ts-check
import { authenticate } from '../accounts.js';
import { accountPage } from '../pages/account.js';
import { SESSION_TTL_SECONDS } from '../configuration.js';
import { signInPage } from '../pages/sign-in.js';

/**
 * The signed-in user's own page, and the sign-in to it without an app.
 *
 * @param {import('../index.js').Service} service
 */
export function accountRoutes({ router, provider, accounts, grants }) {
  /** @param {any} ctx */
  async function signedInAccount(ctx) {
    const session = await provider.Session.get(ctx);
    return accounts.find(({ id }) => id === session.accountId);
  }

  /** @param {any} ctx @param {object} [retry] */
  function showSignIn(ctx, retry) {
    ctx.body = signInPage({ action: '/sign-in', accounts, ...retry });
  }

  router.get('/account', async (/** @type {any} */ ctx) => {
    const account = await signedInAccount(ctx);
    if (!account) return showSignIn(ctx);
    ctx.body = accountPage({ account, grants: await grants.listForAccount(account.id) });
  });

  router.post('/account/withdraw', async (/** @type {any} */ ctx) => {
    const account = await signedInAccount(ctx);
    if (account) await grants.revokeForAccount(account.id, ctx.request.body.clientId);
    ctx.status = 303;
    ctx.redirect('/account');
  });

  router.post('/sign-in', async (/** @type {any} */ ctx) => {
    const { email, password } = ctx.request.body;
    const account = authenticate(accounts, { email, password });
    if (!account) {
      ctx.status = 422;
      return showSignIn(ctx, { email, failed: true });
    }
    const session = await freshSession(ctx);
    session.loginAccount({ accountId: account.id });
    await session.save(SESSION_TTL_SECONDS);
    setSessionCookie(ctx, session.id);
    ctx.status = 303;
    ctx.redirect('/account');
  });

  router.post('/sign-out', async (/** @type {any} */ ctx) => {
    const session = await provider.Session.get(ctx);
    await session.destroy();
    setSessionCookie(ctx, null);
    ctx.status = 303;
    ctx.redirect('/account');
  });

  /**
   * A new session, so that this browser's next user does not inherit the last one's consent.
   *
   * @param {any} ctx
   */
  async function freshSession(ctx) {
    const old = await provider.Session.get(ctx);
    await old.destroy();
    return new provider.Session();
  }

  /** @param {any} ctx @param {string | null} id */
  function setSessionCookie(ctx, id) {
    const maxAge = SESSION_TTL_SECONDS * 1000;
    ctx.cookies.set(provider.cookieName('session'), id, {
      httpOnly: true,
      sameSite: 'lax',
      maxAge,
    });
  }
}
