// @ts-check
import { consolePage } from '../pages/console.js';

/**
 * Registers clients, as in the developer console of a real service.
 *
 * @param {import('../index.js').Service} service
 */
export function consoleRoutes({ router, clients, grants, discoveryUrl }) {
  /** @param {any} ctx @param {object} [retry] */
  function show(ctx, retry) {
    ctx.body = consolePage({ clients: clients.list(), discoveryUrl, ...retry });
  }

  /** @param {any} ctx @param {() => Promise<import('../clients.js').Client | undefined>} save */
  async function saveAndShow(ctx, save) {
    try {
      const client = await save();
      if (!client) return ctx.throw(404, 'This client has been deleted.');
      ctx.status = 303;
      ctx.redirect(`/console#${client.clientId}`);
    } catch (/** @type {any} */ error) {
      if (!error.error_description) throw error;
      ctx.status = 422;
      show(ctx, { input: ctx.request.body, error: error.error_description });
    }
  }

  router.get('/console', (/** @type {any} */ ctx) => show(ctx));

  router.post('/console/clients', (/** @type {any} */ ctx) =>
    saveAndShow(ctx, () => clients.register(parseClient(ctx.request.body)))
  );

  router.post('/console/clients/:clientId', (/** @type {any} */ ctx) =>
    saveAndShow(ctx, () => clients.update(ctx.params.clientId, parseClient(ctx.request.body)))
  );

  router.post('/console/clients/:clientId/delete', async (/** @type {any} */ ctx) => {
    await grants.revokeForClient(ctx.params.clientId);
    await clients.remove(ctx.params.clientId);
    ctx.status = 303;
    ctx.redirect('/console');
  });
}

/** @param {{ name?: string, redirectUris?: string }} body */
const parseClient = ({ name = '', redirectUris = '' }) => ({
  name: name.trim() || 'Unnamed app',
  redirectUris: redirectUris.split(/\s+/).filter(Boolean),
});
