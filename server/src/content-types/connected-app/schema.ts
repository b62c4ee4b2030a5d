import { epochMs, hideAttributes, key, pluginOptions, secret } from '../define';

export default {
  kind: 'collectionType',
  collectionName: 'connected_apps',
  info: {
    singularName: 'connected-app',
    pluralName: 'connected-apps',
    displayName: 'Connected App',
    description: 'One client registration at one provider',
  },
  options: { draftAndPublish: false },
  pluginOptions,
  config: hideAttributes(['clientSecret', 'previousClientSecret', 'destinationsMac']),
  indexes: [
    { name: 'connected_apps_key_unique', columns: ['key'], type: 'unique' },
    { name: 'connected_apps_name_unique', columns: ['name'], type: 'unique' },
  ],
  attributes: {
    uid: { ...key(36), required: true },
    key: { ...key(64), required: true },
    name: { ...key(120), required: true },
    provider: { ...key(64), required: true },
    discoveryUrl: { type: 'text' },
    issuer: { type: 'text' },
    authorizationEndpoint: { type: 'text' },
    tokenEndpoint: { type: 'text' },
    revocationEndpoint: { type: 'text' },
    introspectionEndpoint: { type: 'text' },
    userinfoEndpoint: { type: 'text' },
    jwksUri: { type: 'text' },
    clientId: { type: 'text' },
    clientSecret: secret(),
    /** The secret before the current one, tried while the provider refuses the current one. */
    previousClientSecret: secret(),
    previousClientSecretSince: epochMs(),
    /** When the provider began to refuse the current secret while it accepts the previous one. */
    secretRefusedSince: epochMs(),
    clientAuthMethod: { ...key(64), required: true },
    scopes: { type: 'json' },
    authorizationParams: { type: 'json' },
    tokenParams: { type: 'json' },
    capabilities: { type: 'json' },
    apiOrigins: { type: 'json' },
    /** Covers uid, key and all destinations, so that a change past this plugin is detected. */
    destinationsMac: secret(),
    enabled: { type: 'boolean', default: true },
    backgroundRefresh: { type: 'json' },
    defaultLifetimeSeconds: { type: 'integer' },
    /** Increases by one with every edit. */
    configVersion: { type: 'integer', default: 1 },
    /** The `configVersion` of the last edit that ends open flows. */
    flowsVersion: { type: 'integer', default: 1 },
    /** `documentId` of the admin who made the last edit. */
    changedBy: key(64),
    fault: { type: 'json' },
  },
} as const;
