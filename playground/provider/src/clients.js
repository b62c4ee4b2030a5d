// @ts-check
import { randomBytes } from 'node:crypto';

/**
 * @typedef {object} Client
 * @property {string} clientId
 * @property {string} clientSecret
 * @property {string} name
 * @property {string[]} redirectUris
 *
 * @typedef {{ name: string, redirectUris: string[] }} ClientInput
 */

/**
 * The registered clients. An invalid registration is refused with a message for the page.
 *
 * @param {{ provider: any, store: import('./store.js').Store }} context
 */
export function createClients({ provider, store }) {
  const adapter = store.adapter('Client');

  /** @param {string} clientId @returns {Promise<Client | undefined>} */
  async function find(clientId) {
    const metadata = await adapter.find(clientId);
    return metadata && fromMetadata(metadata);
  }

  /** @param {Client} client */
  async function save(client) {
    const metadata = toMetadata(client);
    await provider.Client.validate(metadata);
    await adapter.upsert(client.clientId, metadata);
    return client;
  }

  return {
    find,

    /** @returns {Client[]} by name */
    list: () =>
      store
        .list('Client')
        .map(({ payload }) => fromMetadata(payload))
        .sort((a, b) => a.name.localeCompare(b.name)),

    /** @param {ClientInput} input */
    register: (input) =>
      save({
        ...input,
        clientId: `demo-${randomBytes(6).toString('hex')}`,
        clientSecret: randomBytes(24).toString('base64url'),
      }),

    /** @param {string} clientId @param {ClientInput} input */
    async update(clientId, input) {
      const client = await find(clientId);
      return client && save({ ...client, ...input });
    },

    /** @param {string} clientId */
    remove: (clientId) => adapter.destroy(clientId),
  };
}

/** @typedef {ReturnType<typeof createClients>} Clients */

/** @param {Client} client */
const toMetadata = ({ clientId, clientSecret, name, redirectUris }) => ({
  client_id: clientId,
  client_secret: clientSecret,
  client_name: name,
  redirect_uris: redirectUris,
  grant_types: [
    'authorization_code',
    'refresh_token',
    'client_credentials',
    'urn:ietf:params:oauth:grant-type:device_code',
  ],
  response_types: ['code'],
});

/** @param {any} metadata @returns {Client} */
const fromMetadata = (metadata) => ({
  clientId: metadata.client_id,
  clientSecret: metadata.client_secret,
  name: metadata.client_name,
  redirectUris: metadata.redirect_uris,
});
