/** Public: the browser delivers the provider's response, without anybody's session. */
const callback = (method: 'GET' | 'POST') => ({
  method,
  path: '/callback/:key',
  handler: 'callback.receive',
  config: { auth: false, middlewares: ['plugin::connected-apps.callback-rate-limit'] },
});

/** Public: the provider's server reads it, without any session. */
const jwks = {
  method: 'GET',
  path: '/jwks/:key/:set',
  handler: 'keys.published',
  config: { auth: false, middlewares: ['plugin::connected-apps.jwks-rate-limit'] },
};

export default {
  type: 'content-api',
  routes: [callback('GET'), callback('POST'), jwks],
};
