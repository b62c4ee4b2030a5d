// @ts-check
const { toHttpError } = require('strapi-plugin-connected-apps/strapi-server');

/** The signed-in admin's own mails. */
module.exports = (/** @type {{ strapi: any }} */ { strapi }) => ({
  async find(/** @type {any} */ ctx) {
    const connection = {
      app: strapi.config.get('plugin::inbox.app'),
      owner: { kind: 'admin', id: ctx.state.user.documentId },
    };

    try {
      ctx.body = { data: await strapi.plugin('inbox').service('inbox').read(connection) };
    } catch (error) {
      // Keeps the error code, so that the page can say what to do.
      throw toHttpError(error);
    }
  },
});
