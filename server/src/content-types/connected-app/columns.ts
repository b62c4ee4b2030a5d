import type {
  AppBackgroundRefresh,
  AppFault,
  AppVariable,
  KeyValue,
  ProtocolDeviations,
  ProviderCapabilities,
} from '../../contracts';
import { forEachEndpoint } from '../../endpoints';
import type { ClientAuthMethod } from '../../oauth/client-auth-methods';
import {
  always,
  boolean,
  epochMs,
  integer,
  json,
  key,
  required,
  secret,
  text,
  withDefault,
} from '../columns';

export const columns = {
  /** Random and immutable. Binds the encrypted secrets to this row. */
  uid: required(key(36)),
  key: required(key(64)),
  name: required(key(120)),
  provider: required(key(64)),
  discoveryUrl: text(),
  issuer: text(),
  ...forEachEndpoint(() => text()),
  clientId: text(),
  clientSecret: secret(),
  /** The secret before the current one, tried while the provider refuses the current one. */
  previousClientSecret: secret(),
  /** When the previous secret was replaced. It is still tried as well. Null: there is none. */
  previousClientSecretSince: epochMs(),
  /** When the provider began to refuse the current secret while it accepts the previous one. */
  secretRefusedSince: epochMs(),
  /** A private key that signs assertions, and its id: `AssertionKey` as JSON. */
  assertionKey: secret(),
  clientAuthMethod: required(key<ClientAuthMethod>(64)),
  /** A `ClientKeySet` as JSON, from the time on at which the app first needs one. */
  clientKeys: secret(),
  scopes: json<string[]>(),
  authorizationParams: json<KeyValue[]>(),
  tokenParams: json<KeyValue[]>(),
  capabilities: always(json<ProviderCapabilities>()),
  apiOrigins: json<string[]>(),
  /** Only the settings that deviate; null: the standard. */
  protocol: json<ProtocolDeviations>(),
  variables: json<AppVariable[]>(),
  /** Covers uid, key and all destinations, to detect changes made directly in the database. */
  destinationsMac: secret(),
  enabled: withDefault(boolean(), true),
  /** Null in rows that are older than the setting. */
  backgroundRefresh: json<AppBackgroundRefresh>(),
  defaultLifetimeSeconds: integer(),
  /** Increases by one with every edit. */
  configVersion: withDefault(integer(), 1),
  /** The `configVersion` of the last edit that ends open flows. */
  flowsVersion: withDefault(integer(), 1),
  /** `documentId` of the admin who made the last edit; null: unknown, or not a person. */
  changedBy: key(64),
  fault: json<AppFault>(),
};
