import { epochMs, hideAttributes, key, pluginOptions, secret } from '../define';

export default {
  kind: 'collectionType',
  collectionName: 'connected_apps_requests',
  info: {
    singularName: 'authorization-request',
    pluralName: 'authorization-requests',
    displayName: 'Authorization Request',
    description: 'One pending redirect to a provider',
  },
  options: { draftAndPublish: false },
  pluginOptions,
  config: hideAttributes([
    'stateHash',
    'ticketHash',
    'codeVerifier',
    'nonce',
    'receivedParams',
    'heldGrant',
  ]),
  indexes: [
    { name: 'connected_apps_requests_state_unique', columns: ['state_hash'], type: 'unique' },
    { name: 'connected_apps_requests_ticket', columns: ['ticket_hash'] },
    { name: 'connected_apps_requests_expiry', columns: ['expires_at'] },
    {
      name: 'connected_apps_requests_owner',
      columns: ['owner_kind', 'owner_id', 'status'],
    },
  ],
  attributes: {
    uid: { ...key(36), required: true },
    stateHash: { ...key(64), required: true, private: true },
    status: { ...key(16), required: true },
    appKey: { ...key(64), required: true },
    /** Identifies the app at the start: another app can have the same key later. */
    appUid: { ...key(36), required: true },
    configVersion: { type: 'integer', required: true },
    ownerKind: { ...key(16), required: true },
    ownerId: { ...key(64), required: true },
    account: { ...key(64), required: true },
    /**
     * `documentId` of the admin who may complete the flow; null: any admin who may connect for that
     * owner.
     */
    startedBy: { ...key(64) },
    /** `documentId` of the admin who exchanges the code. Only that admin learns the outcome. */
    completedBy: { ...key(64) },
    /** The connection that the flow created. */
    connectionUid: { ...key(36) },
    redirectUri: { type: 'text', required: true },
    scopes: { type: 'json' },
    returnTo: { type: 'text' },
    codeVerifier: secret(),
    nonce: secret(),
    receivedParams: secret(),
    /** The tokens that the provider issued for the code, until the user confirms them. */
    heldGrant: secret(),
    ticketHash: { ...key(64), private: true },
    expiresAt: { ...epochMs(), required: true },
  },
} as const;
