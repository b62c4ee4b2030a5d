// @ts-check
import { authenticate } from '../accounts.js';
import { consentPage } from '../pages/consent.js';
import { signInPage } from '../pages/sign-in.js';

/**
 * The user's part of an authorization request: sign in, then allow or deny.
 *
 * @param {import('../index.js').Service} service
 */
export function interactionRoutes({ router, provider, accounts, clients }) {
  /** @param {any} ctx */
  const detailsOf = (ctx) => provider.interactionDetails(ctx.req, ctx.res);

  /** @param {any} ctx @param {any} result */
  const finish = async (ctx, result) => {
    ctx.status = 303;
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
  };

  /** @param {any} ctx @param {any} interaction @param {object} [retry] */
  async function showSignIn(ctx, { uid, params }, retry) {
    const client = await clients.find(params.client_id);
    ctx.body = signInPage({
      action: `/interaction/${uid}/sign-in`,
      accounts,
      clientName: client?.name,
      email: params.login_hint,
      ...retry,
    });
  }

  /** @param {any} ctx @param {any} interaction */
  async function showConsent(ctx, { uid, params, session }) {
    const account = accounts.find(({ id }) => id === session.accountId);
    const client = await clients.find(params.client_id);
    if (!account || !client) return ctx.throw(400, 'The account or the client has been removed.');
    ctx.body = consentPage({
      action: `/interaction/${uid}/consent`,
      switchUrl: `/interaction/${uid}?switch`,
      clientName: client.name,
      // A device has no page to return to.
      returnsTo: params.redirect_uri ? new URL(params.redirect_uri).host : null,
      account,
      scopes: params.scope?.split(' ') ?? [],
    });
  }

  router.get('/interaction/:uid', async (/** @type {any} */ ctx) => {
    const interaction = await detailsOf(ctx);
    const consenting = interaction.prompt.name === 'consent' && !('switch' in ctx.query);
    await (consenting ? showConsent(ctx, interaction) : showSignIn(ctx, interaction));
  });

  router.post('/interaction/:uid/sign-in', async (/** @type {any} */ ctx) => {
    const interaction = await detailsOf(ctx);
    const { email, password } = ctx.request.body;
    const account = authenticate(accounts, { email, password });
    if (!account) {
      ctx.status = 422;
      await showSignIn(ctx, interaction, { email, failed: true });
      return;
    }
    await finish(ctx, { login: { accountId: account.id }, select_account: {} });
  });

  router.post('/interaction/:uid/consent', async (/** @type {any} */ ctx) => {
    const interaction = await detailsOf(ctx);
    if (ctx.request.body.decision !== 'allow') {
      await finish(ctx, { error: 'access_denied', error_description: 'The user said no.' });
      return;
    }
    await finish(ctx, { consent: { grantId: await saveGrant(interaction) } });
  });

  /** @param {any} interaction */
  async function saveGrant({ grantId, prompt, params, session }) {
    const grant =
      (grantId && (await provider.Grant.find(grantId))) ??
      new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(prompt.details.missingOIDCScope ?? []);
    return grant.save();
  }
}
