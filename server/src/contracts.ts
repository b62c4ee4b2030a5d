/**
 * The shapes of HTTP requests and responses, shared by the server and the panel (types only).
 * Dates are ISO 8601 strings. Lists of parameters keep their order.
 */
import type { ClientAuthMethod } from './oauth/client-auth-methods';
import type { Endpoint } from './endpoints';
import type { ConnectedAppsErrorCode } from './errors/connected-apps-error';
import type { OwnerKind } from './owners/kinds';
import type {
  GrantType,
  ClientKeyAlgorithm,
  KeyValue,
  ProtocolDeviations,
  ProtocolSettings,
} from './protocol-settings';
import type { AppState, ConnectionState, ScopeGaps } from './states';
import type { AppVariable, Values } from './variables';

export type * from './protocol-settings';
export type * from './states';
export type * from './variables';

export type Endpoints = Record<Endpoint, string | null>;

/** What the provider announced at discovery and the client needs later. */
export interface ProviderCapabilities {
  /** RFC 9207 §3: if true, a response without `iss` is refused. */
  authorizationResponseIssParameterSupported: boolean;
  codeChallengeMethodsSupported: string[];
  idTokenSigningAlgValuesSupported: string[];
  /** Whether its scopes include `offline_access` (OpenID Connect Core §11). Absent: unknown. */
  offlineAccessSupported?: boolean;
}

/** How an app's tokens are refreshed in the background. */
export interface AppBackgroundRefresh {
  /** False: tokens are refreshed only when a plugin requests one. */
  enabled: boolean;
  /**
   * A connection that was used within this many days is refreshed before its token expires. Null:
   * the value in the plugin's configuration.
   */
  activeDays: number | null;
  /**
   * The other connections are refreshed once in this many days. Null: the value in the plugin's
   * configuration.
   */
  idleIntervalDays: number | null;
}

/** Fields that an admin may write. On update, every field is optional and `key` is immutable. */
export interface AppInput extends Endpoints {
  name: string;
  /**
   * Part of the Redirect URI: lower-case letters, digits and hyphens. Default: derived from the
   * name.
   */
  key?: string;
  provider: string;
  discoveryUrl: string | null;
  issuer: string | null;
  clientId: string;
  /** Write only. Empty or absent on update: unchanged. */
  clientSecret?: string;
  /**
   * Write only. A service account's JSON file, or a private key as PEM, which signs assertions.
   * Empty or absent on update: unchanged. A file also sets the client id and, if there is none, the
   * token endpoint.
   */
  assertionKey?: string;
  clientAuthMethod: ClientAuthMethod;
  scopes: string[];
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  capabilities: ProviderCapabilities;
  /** Origins (`https://api.example.com`) that `tokens.fetch` may send this app's tokens to. */
  apiOrigins: string[];
  enabled: boolean;
  /** Default: enabled, with the values in the plugin's configuration. */
  backgroundRefresh?: AppBackgroundRefresh;
  /**
   * Lifetime of an access token, in seconds, if the provider gives none. Null or absent: the token
   * counts as valid until it is refused.
   */
  defaultLifetimeSeconds?: number | null;
  /** On update, replaces all of these settings. A setting that is absent means the standard. */
  protocol?: ProtocolDeviations;
  /** On update, replaces all of them. Default: none. */
  variables?: AppVariable[];
}

export interface AppUpdate extends Partial<Omit<AppInput, 'key'>> {
  /** The version that the edit is based on. The update fails with a 409 if it is not the latest. */
  configVersion: number;
  /** Deletes the previous client secret, so that it is no longer tried. */
  forgetPreviousClientSecret?: boolean;
}

/** The app's own keys for `private_key_jwt`, as the provider needs them. */
export interface AppKeys {
  /** Where anybody may read the public keys (RFC 7517 §5), to be registered at the provider. */
  jwksUrl: string;
  /** The newest public key, for providers that want it pasted: a JWK as JSON, and PEM. */
  publicJwk: string;
  publicPem: string;
  /** When the newest key begins to sign; null: it signs. */
  signsFrom: string | null;
  /** Until when the former key is published and tried too; null: there is none. */
  formerUntil: string | null;
}

/** An app for users who may configure it. */
export interface AppDetails extends Required<
  Omit<AppInput, 'clientSecret' | 'assertionKey' | 'protocol'>
> {
  /** Complete, with the standard where the app does not deviate. */
  protocol: ProtocolSettings;
  /**
   * The address of this Strapi's callback, which must be registered at the provider. Computed from
   * `server.url`.
   */
  redirectUri: string;
  /** The authorized JavaScript origin, computed from `server.url`. */
  javascriptOrigin: string;
  hasClientSecret: boolean;
  hasAssertionKey: boolean;
  /** Whether the previous client secret is still tried as well, until the new one has worked. */
  hasPreviousClientSecret: boolean;
  /** When the previous client secret was replaced. */
  previousClientSecretSince: string | null;
  /** Null if the app authenticates in another way, or if its keys cannot be read. */
  keys: AppKeys | null;
  state: AppState;
  /** Increases by one with every edit. */
  configVersion: number;
  createdAt: string;
  updatedAt: string;
}

/** An app for users with the permission `connections.connect`. */
export interface AppSummary {
  key: string;
  name: string;
  provider: string;
  scopes: string[];
  grantType: GrantType;
  state: AppState;
  /** Whose values a person must give to connect. */
  asked: AppVariable[];
  /**
   * The address of the consent page, with placeholders for their values; null if the app has
   * another grant type than `authorization_code`.
   */
  authorizationEndpoint: string | null;
  /** The caller's own connection (account `default`); null if there is none. */
  myConnection: ConnectionSummary | null;
}

export type ConnectionStatusName = 'active' | 'needs_reconnect';

export interface ConnectionSummary {
  uid: string;
  appKey: string;
  owner: OwnerReference;
  account: string;
  status: ConnectionStatusName;
  /**
   * Why the connection needs a reconnect: an OAuth error code, or one of the plugin's own reasons
   * (`rotation_lost`, `subject_changed`…).
   */
  statusReason: string | null;
  /** A name for the connected account, e.g. an e-mail address. */
  accountLabel: string | null;
  /** The values of the app's variables, except those that the app fixes. */
  values: Values;
  scopesRequested: string[];
  scopesGranted: string[];
  /** Whether it can be refreshed: by a refresh token, or because its grant needs no person. */
  hasRefreshToken: boolean;
  /** Tells people how to get a refresh token. Null if there is one, or if none is needed. */
  refreshTokenAdvice: string | null;
  /** When the current access token expires; null if its lifetime is unknown. */
  expiresAt: string | null;
  connectedAt: string;
  lastRefreshedAt: string | null;
  lastUsedAt: string | null;
  state: ConnectionState;
}

export interface OwnerReference {
  kind: OwnerKind;
  id: string;
  /** A display name; null if the owner no longer exists. */
  label: string | null;
}

/** What a provider requires before it issues a refresh token. */
export interface RefreshTokenNeeds {
  scopes: string[];
  authorizationParams: KeyValue[];
  /** What to enable in the provider's console, as a sentence; null: nothing. */
  console: string | null;
}

/** A scope, and what it allows, in plain words. */
export interface UsefulScope {
  scope: string;
  description: string;
}

/** What people get wrong in a field of the form at this provider, as a sentence. */
export interface FieldHint {
  field: Extract<keyof AppInput, string> | 'redirectUri';
  text: string;
}

export interface ProviderPreset {
  id: string;
  name: string;
  discoveryUrl: string | null;
  issuer: string | null;
  endpoints: Partial<Endpoints>;
  clientAuthMethod: ClientAuthMethod;
  scopes: string[];
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  apiOrigins: string[];
  /** How the provider deviates from OAuth 2.0. */
  protocol: ProtocolDeviations;
  /** Parts of the addresses, and values that the provider tells. */
  variables: AppVariable[];
  /** Null: no special requirement, or unknown. */
  refreshTokenNeeds: RefreshTokenNeeds | null;
  /** Scopes that an app of this provider often needs. */
  usefulScopes: UsefulScope[];
  hints: FieldHint[];
  /** Where the admin registers a client at this provider. */
  consoleUrl: string | null;
  documentationUrl: string | null;
  /** The provider's own pages, and its own code, on these values. */
  sources: string[];
  /**
   * The day on which the values were compared with what could be read of these pages, and with other
   * clients; an ISO date. Null for the preset of no provider.
   */
  checkedOn: string | null;
  /** What is not confirmed, each as a sentence. */
  openQuestions: string[];
}

/** An endpoint in the provider's metadata that requests must not go to. */
export interface LeftOutEndpoint {
  endpoint: Endpoint;
  /** Tells people why, and what to do. */
  message: string;
}

export interface DiscoveredConfiguration extends Endpoints {
  issuer: string;
  /** These endpoints are null in the configuration. */
  leftOut: LeftOutEndpoint[];
  scopesSupported: string[];
  clientAuthMethodsSupported: ClientAuthMethod[];
  /** For `private_key_jwt`. Empty: unknown. */
  clientKeyAlgorithmsSupported: ClientKeyAlgorithm[];
  grantTypesSupported: string[];
  capabilities: ProviderCapabilities;
}

export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/** Problems that an admin must solve, such as an encryption key that is missing or wrong. */
export interface Health {
  encryption: 'ready' | 'missing_key' | 'invalid_key';
  message: string | null;
  /** Number of apps whose client secret or destinations no configured key can decrypt or check. */
  unreadableSecrets: number;
  /** Number of connections with a token that no configured key can decrypt. */
  unreadableConnections: number;
  /** Number of apps and connections that are still encrypted with a former configured key. */
  sealedWithFormerKeys: number;
  /**
   * Whether this boot found the check of another key and replaced it, because secrets open or none
   * are stored.
   */
  isKeyCheckRenewed: boolean;
  /** Number of connections whose app or owner was gone at the last sweep. */
  orphanedConnections: number;
  /** Whether such connections are deleted; otherwise they are only listed. */
  deletesOrphans: boolean;
  /** Whether Node.js checks no certificate (`NODE_TLS_REJECT_UNAUTHORIZED=0`). */
  areCertificatesUnchecked: boolean;
}

/**
 * A problem with the public addresses of this Strapi (`server.url`, `admin.url`).
 * `server_url_missing` is only a warning: the address is not set, outside local development. With
 * any other problem, nobody can connect.
 */
export type AddressProblem =
  'server_url_missing' | 'server_url_relative' | 'server_url_unreachable' | 'admin_url_unreachable';

export namespace GetProviders {
  export interface Response {
    data: {
      providers: ProviderPreset[];
      clientAuthMethods: ClientAuthMethod[];
      /** Names that are not allowed for extra parameters, because the protocol sets these. */
      reservedAuthorizationParams: string[];
      reservedTokenParams: string[];
      /** An app's Redirect URI is this base followed by the app's key. */
      redirectUriBase: string;
      javascriptOrigin: string;
      addressProblem: AddressProblem | null;
      /** The values for an app that has none of its own. */
      refreshDefaults: { activeDays: number; idleIntervalDays: number };
      health: Health;
    };
  }
}

export namespace Discover {
  export interface Request {
    url: string;
  }
  export interface Response {
    data: DiscoveredConfiguration;
  }
}

export namespace ListApps {
  export interface Response {
    data: AppSummary[];
    meta: { health: Health };
  }
}

export namespace GetApp {
  export interface Response {
    data: AppDetails & { myConnection: ConnectionSummary | null; scopeGaps: ScopeGaps };
  }
}

export namespace CreateApp {
  export interface Request {
    data: AppInput;
  }
  export interface Response {
    data: AppDetails;
  }
}

export namespace UpdateApp {
  export interface Request {
    data: AppUpdate;
  }
  export interface Response {
    data: AppDetails;
  }
}

export namespace PreviewAppUpdate {
  export interface Request {
    data: AppUpdate;
  }
  export interface Response {
    data: {
      /** Number of connections that work now but would need a reconnect after the update. */
      endedConnections: number;
    };
  }
}

export namespace RotateAppKey {
  export interface Response {
    data: AppDetails;
  }
}

export namespace DeleteApp {
  export interface Response {
    data: { key: string; deletedConnections: number };
  }
}

export namespace Connect {
  export interface Request {
    owner?: 'me' | 'shared';
    account?: string;
    /** An address inside the panel, e.g. `/plugins/connected-apps`. */
    returnTo?: string;
    scopes?: string[];
    /** By variable, for those that the app asks for. */
    values?: Values;
  }
  export interface Response {
    data: Redirect | DeviceFlow | ConnectedAtOnce;
  }
}

/** The browser must open this address. The callback leads back to the panel. */
export interface Redirect {
  kind: 'redirect';
  authorizationUrl: string;
}

/** The app's grant needs no person. */
export interface ConnectedAtOnce {
  kind: 'connected';
  connection: ConnectionSummary;
}

/** A code that the person enters at the provider, in any browser (RFC 8628 §3.3). */
export interface DeviceFlow {
  kind: 'device';
  /** For `POST /flows/:uid/poll`. */
  flow: string;
  userCode: string;
  /** An https address, or http on a loopback host. */
  verificationUri: string;
  /** The same, with the code in it; null if the provider gives none. */
  verificationUriComplete: string | null;
  expiresAt: string;
  /** How long to wait before the first poll. */
  intervalSeconds: number;
  appName: string;
}

/** The connection that a flow created. */
export interface Connected extends ConnectionSummary {
  appName: string;
  returnTo: string | null;
  /** Scopes that were requested but not granted. */
  missingScopes: string[];
}

/** How people recognize the account of a grant. */
export interface NamedAccount {
  accountLabel: string | null;
  /** The values of the app's variables. */
  values: Values;
}

/** A question to the user who completes a flow. Nothing is connected until the user confirms. */
export interface Confirmation {
  state: 'confirm';
  appKey: string;
  appName: string;
  owner: ConnectionSummary['owner'];
  /** The account that is connected now; null if there is no connection. */
  current: NamedAccount | null;
  /** The account that would be connected. */
  proposed: NamedAccount;
  /** Whether both are known and are different accounts, whatever their names. */
  isOtherAccount: boolean;
  /** Whether both are known and are the same account. */
  isSameAccount: boolean;
}

export namespace Complete {
  export interface Request {
    ticket: string;
    /** The user's answer to a `Confirmation`: true connects, false cancels. */
    confirm?: boolean;
  }
  export interface Response {
    data: Connected | Confirmation | { state: 'cancelled'; appKey: string };
  }
}

export namespace GetFlow {
  export interface Response {
    /**
     * The state of a flow, for the user who completed it or, before that, started it. `unknown` for
     * all others.
     */
    data:
      | { state: 'unknown' }
      /** Not completed yet. */
      | { state: 'open'; appKey: string }
      /** The flow has ended, and no active connection exists now. */
      | { state: 'ended'; appKey: string }
      | { state: 'connected'; connection: Connected };
  }
}

export namespace PollFlow {
  export interface Request {
    /** The user's answer to a `Confirmation`: connect. To cancel, end the flow. */
    confirm?: true;
  }
  export interface Response {
    data:
      | Connected
      | Confirmation
      /** The code has not been entered yet, as far as known. Poll again after this time. */
      | { state: 'pending'; retryAfterSeconds: number; isProviderFailing: boolean }
      /** The flow is over: the user refused, or the code was not entered in time. */
      | { state: 'denied' | 'expired'; appKey: string };
  }
}

export namespace CancelFlow {
  export interface Response {
    data: { appKey: string };
  }
}

export namespace ListConnections {
  export interface Query {
    page?: number;
    pageSize?: number;
    app?: string;
    ownerKind?: OwnerKind;
    status?: ConnectionStatusName;
  }
  export interface Response {
    data: ConnectionSummary[];
    meta: { pagination: Pagination };
  }
}

export namespace ListMyConnections {
  export interface Response {
    data: ConnectionSummary[];
  }
}

export namespace RefreshConnection {
  export interface Response {
    data: ConnectionSummary;
  }
}

export namespace DeleteConnection {
  export interface Response {
    data: { revokedAtProvider: boolean };
  }
}

/** A concurrent edit: who changed the app that somebody else was editing, and when. */
export interface EditConflict {
  /** The version that is now stored. */
  configVersion: number;
  changedAt: string;
  /** The admin's e-mail address; null: unknown, or not a person. */
  changedBy: string | null;
}

/**
 * An error in Strapi's format. `details.code` is the plugin's own; `details.errors` names the
 * invalid fields of a form.
 */
export interface ErrorResponse {
  error: {
    status: number;
    name: string;
    message: string;
    details: {
      code?: ConnectedAppsErrorCode;
      /** The key of the app that the error is about. */
      app?: string;
      /** A finer reason, e.g. `issuer_mismatch` or the provider's own error code. */
      reason?: string;
      retryAfterSeconds?: number;
      /** After discovery: an address to try instead, such as the issuer or a redirect target. */
      suggestedUrl?: string;
      /** Only with a 409. */
      conflict?: EditConflict;
      errors?: { path: string[]; message: string; name: string }[];
    };
  };
}

/**
 * The `error` in the fragment that the callback passes to the panel's completion page
 * (`/plugins/connected-apps/complete`): `#ticket=…&flow=…`, or `#error=…&app=…&flow=…`. `app` is
 * the app's key and `flow` the id for `GET /flows/:uid`; both are absent if unknown. The panel has
 * a text for each `CallbackErrorCode`.
 */
export type CallbackErrorCode =
  | 'access_denied'
  | 'login_required'
  | 'interaction_required'
  | 'account_selection_required'
  | 'consent_required'
  | 'flow_invalid'
  | 'flow_expired'
  | 'app_not_found'
  | 'app_disabled'
  | 'provider_rejected'
  | 'provider_unavailable'
  | 'key_unavailable';
