// @ts-check
const { errors } = require('@strapi/utils');

/** Reads mails from the connected service. */
module.exports = (/** @type {{ strapi: any }} */ { strapi }) => ({
  /** @param {{ app: string, owner: { kind: string, id: string } }} connection */
  async read(connection) {
    const tokens = strapi.plugin('connected-apps').service('tokens');
    const response = await tokens.fetch(connection, strapi.config.get('plugin::inbox.messagesUrl'));
    if (!response.ok) {
      throw new errors.ApplicationError(`The mail service responded with ${response.status}.`);
    }
    const { messages } = await response.json();

    const { accountLabel, connectedAt, expiresAt } = await tokens.status(connection);
    const refreshCount = strapi.plugin('inbox').service('refreshes').countFor(connection);
    return { messages, connection: { accountLabel, connectedAt, expiresAt, refreshCount } };
  },
});
