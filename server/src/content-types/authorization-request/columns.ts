import type { OwnerKind } from '../../owners/kinds';
import {
  epochMs,
  hidden,
  integer,
  json,
  key,
  required,
  requiredSince,
  secret,
  text,
} from '../columns';

/**
 * `pending` (the user is at the provider) → `received` (the provider has responded) →
 * `exchanging` (the code exchange is in flight) → `completed`. A flow with a device code goes from
 * `pending` to `exchanging` when its tokens have come. If the user must confirm the
 * account: `exchanging` → `confirming` → `exchanging`. Each status but `completed` can become
 * `failed`.
 */
export type AuthorizationRequestStatus =
  'pending' | 'received' | 'exchanging' | 'confirming' | 'completed' | 'failed';

export const columns = {
  uid: required(key(36)),
  stateHash: hidden(required(key(64))),
  status: required(key<AuthorizationRequestStatus>(16)),
  appKey: required(key(64)),
  /** Identifies the app at the start: another app can have the same key later. */
  appUid: requiredSince(key(36)),
  configVersion: required(integer()),
  ownerKind: required(key<OwnerKind>(16)),
  ownerId: required(key(64)),
  account: required(key(64)),
  /**
   * `documentId` of the admin who may complete the flow; null: any admin who may connect for that
   * owner.
   */
  startedBy: key(64),
  /** `documentId` of the admin who exchanges the code. Only that admin learns the outcome. */
  completedBy: key(64),
  /** The connection that the flow created. */
  connectionUid: key(36),
  /** Empty if the flow has a device code. */
  redirectUri: required(text()),
  scopes: json<string[]>(),
  returnTo: text(),
  /** What the person gave for the app's variables, as JSON (`valuesText`); null: nothing. */
  variableValues: text(),
  codeVerifier: secret(),
  nonce: secret(),
  receivedParams: secret(),
  /** The tokens that the provider issued for the code, until the user confirms them. */
  heldGrant: secret(),
  /** What the plugin polls with (RFC 8628 §3.4). */
  deviceCode: secret(),
  /** How long to wait between two polls. Null: a flow without a device code. */
  pollIntervalSeconds: integer(),
  /** No instance polls before. */
  nextPollAt: epochMs(),
  ticketHash: hidden(key(64)),
  expiresAt: required(epochMs()),
};
