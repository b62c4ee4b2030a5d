// @ts-check

/** Counts how often each connection has been refreshed since Strapi started. */
module.exports = (/** @type {{ strapi: any }} */ { strapi }) => {
  /** @type {Map<string, number>} */
  const counts = new Map();

  /** @param {{ app: string, owner: { kind: string, id?: string } }} connection */
  const keyOf = ({ app, owner }) => [app, owner.kind, owner.id].join(' ');

  return {
    listen() {
      strapi.eventHub.on('connected-apps.connection.refreshed', (/** @type {any} */ event) => {
        const key = keyOf(event);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    },

    /** @param {{ app: string, owner: { kind: string, id?: string } }} connection */
    countFor: (connection) => counts.get(keyOf(connection)) ?? 0,
  };
};
