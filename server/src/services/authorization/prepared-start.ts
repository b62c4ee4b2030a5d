import type { OAuthClient } from '../../oauth/client';
import type { Owner } from '../../owners/kinds';
import type { App } from '../../store/apps';
import type { NewAuthorizationRequest } from '../../store/authorization-requests';
import type { Values } from '../../variables';

export interface FlowStart {
  appKey: string;
  owner: Owner;
  account: string;
  /** `documentId` of the admin who may complete it; null: any who may connect for the owner. */
  startedBy: string | null;
  returnTo?: string;
  /** A subset of the app's scopes; all of them if omitted. */
  scopes?: string[];
  /** What the person gave for the app's variables. */
  values?: Values;
}

/** A flow that may start. */
export interface PreparedStart {
  flow: FlowStart;
  app: App;
  client: OAuthClient;
  scopes: string[];
  /** What the person gave. */
  values: Values;
  returnTo: string | null;
}

/** What the ways to obtain tokens store differently. */
type OwnFields = Pick<
  NewAuthorizationRequest,
  'state' | 'codeVerifier' | 'nonce' | 'redirectUri' | 'expiresAt' | 'device'
>;

/** Stores a flow, and returns its uid. */
export type SaveStart = (prepared: PreparedStart, own: OwnFields) => Promise<string>;
