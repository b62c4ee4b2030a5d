// @ts-check

/**
 * The mail API: a resource server that accepts the access tokens issued here.
 *
 * @param {import('../index.js').Service} service
 */
export function apiRoutes({ router, provider, accounts }) {
  const startedAt = Date.now();

  router.get('/api/messages', requireScope('mail.read'), (/** @type {any} */ ctx) => {
    const account = accounts.find(({ id }) => id === ctx.state.token.accountId);
    ctx.body = {
      account: account?.email,
      messages: account?.messages.map(({ minutesAgo, ...message }, index) => ({
        id: `${account.id}-${index + 1}`,
        ...message,
        receivedAt: new Date(startedAt - minutesAgo * 60_000).toISOString(),
      })),
    };
  });

  /**
   * Lets valid access tokens through, and refuses the rest as RFC 6750 §3.1 specifies.
   *
   * @param {string} scope
   * @returns {import('../middlewares.js').Middleware}
   */
  function requireScope(scope) {
    return async (ctx, next) => {
      const value = /^Bearer (.+)$/i.exec(ctx.get('Authorization'))?.[1];
      if (!value) return refuse(ctx, 401, {});

      const token = await provider.AccessToken.find(value);
      if (!token) return refuse(ctx, 401, INVALID_TOKEN);
      if (!token.scopes.has(scope)) return refuse(ctx, 403, { ...INSUFFICIENT_SCOPE, scope });

      ctx.state.token = token;
      await next();
    };
  }
}

const INVALID_TOKEN = {
  error: 'invalid_token',
  error_description: 'The access token is unknown or has expired.',
};

const INSUFFICIENT_SCOPE = {
  error: 'insufficient_scope',
  error_description: 'The access token does not have the scope.',
};

/** @param {any} ctx @param {number} status @param {Record<string, string>} problem */
function refuse(ctx, status, problem) {
  const parameters = Object.entries({ realm: 'Demo Mail', ...problem });
  ctx.status = status;
  ctx.set(
    'WWW-Authenticate',
    `Bearer ${parameters.map(([name, value]) => `${name}="${value}"`).join(', ')}`
  );
  ctx.body = problem;
}
