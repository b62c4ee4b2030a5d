// @ts-check
const { errors } = require('@strapi/utils');

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
      throw toHttpError(error);
    }
  },
});

/**
 * Answers 400 with the code, so that the page can say what to do. Never 401 for a fault at the
 * other service: the panel would log the user out.
 *
 * @param {any} error
 */
function toHttpError(error) {
  return error.name === 'ConnectedAppsError'
    ? new errors.ApplicationError(error.message, { code: error.code })
    : error;
}
