/**
 * The shapes that cross the HTTP border, shared by the server and the panel (types only).
 * Dates travel as ISO 8601 strings; lists of parameters keep their order.
 */
import type { ClientAuthMethod } from './oauth/client-auth-methods';
import type { ConnectedAppsErrorCode } from './errors';
import type { OwnerKind } from './owners/kinds';

export interface KeyValue {
  key: string;
  value: string;
}

/** The endpoints of an authorization server, by the names of RFC 8414 §2 and OpenID Connect Discovery §3. */
export interface Endpoints {
  authorizationEndpoint: string | null;
  tokenEndpoint: string | null;
  revocationEndpoint: string | null;
  introspectionEndpoint: string | null;
  userinfoEndpoint: string | null;
  jwksUri: string | null;
  deviceAuthorizationEndpoint: string | null;
  pushedAuthorizationRequestEndpoint: string | null;
}

/** What a provider said of itself at discovery and the client must know later. */
export interface ProviderCapabilities {
  /** RFC 9207 §3: an answer without `iss` is then refused. */
  authorizationResponseIssParameterSupported: boolean;
  codeChallengeMethodsSupported: string[];
  idTokenSigningAlgValuesSupported: string[];
}

/** How an app's tokens are renewed while nobody asks for one. */
export interface AppBackgroundRefresh {
  /** False: only when a plugin asks for a token. */
  enabled: boolean;
  /** A connection used within so many days is renewed before it expires. Null: as the plugin's configuration says. */
  activeDays: number | null;
  /** The others are renewed once in so many days. Null: as the plugin's configuration says. */
  idleIntervalDays: number | null;
}

/** What an admin may write. On update every field is optional, `key` is immutable. */
export interface AppInput extends Endpoints {
  name: string;
  /** Part of the Redirect URI: lower-case letters, digits and hyphens; derived from the name when left out. */
  key?: string;
  provider: string;
  discoveryUrl: string | null;
  issuer: string | null;
  clientId: string;
  /** Write only. Empty or absent on update: unchanged. */
  clientSecret?: string;
  clientAuthMethod: ClientAuthMethod;
  scopes: string[];
  authorizationParams: KeyValue[];
  tokenParams: KeyValue[];
  capabilities: ProviderCapabilities;
  /** Origins (`https://api.example.com`) that `tokens.fetch` may send this app's tokens to. */
  apiOrigins: string[];
  enabled: boolean;
  /** Left out: enabled, as often as the plugin's configuration says. */
  backgroundRefresh?: AppBackgroundRefresh;
}

export interface AppUpdate extends Partial<Omit<AppInput, 'key'>> {
  /** Stops trying the client secret that was replaced last. */
  forgetPreviousClientSecret?: boolean;
}

/** An app as somebody who may configure it sees it. */
export interface AppDetails extends Required<Omit<AppInput, 'clientSecret'>> {
  /** Address of the callback at this Strapi, to be registered at the provider. Computed from `server.url`. */
  redirectUri: string;
  /** The authorized JavaScript origin, computed from `server.url`. */
  javascriptOrigin: string;
  hasClientSecret: boolean;
  /** A replaced client secret is tried too, until the new one has worked. */
  hasPreviousClientSecret: boolean;
  /** When it was replaced. */
  previousClientSecretSince: string | null;
  /** The fault of the app that the last request to its provider showed, if any. */
  fault: AppFault | null;
  configVersion: number;
  createdAt: string;
  updatedAt: string;
}

/** `invalid_client`, an unreadable secret, and the like: repaired by an admin, never by a user. */
export interface AppFault {
  code: ConnectedAppsErrorCode;
  message: string;
  at: string;
}

/** An app as everybody with `connections.connect` meets it. */
export interface AppSummary {
  key: string;
  name: string;
  provider: string;
  enabled: boolean;
  scopes: string[];
  /** True when everything needed to connect is there (endpoints, client id). */
  ready: boolean;
  fault: AppFault | null;
  /** The caller's own connection (account `default`), null while there is none. */
  myConnection: ConnectionSummary | null;
}

export type ConnectionStatusName = 'active' | 'needs_reconnect';

export interface ConnectionSummary {
  uid: string;
  appKey: string;
  owner: OwnerReference;
  account: string;
  status: ConnectionStatusName;
  /** Why it must be reconnected: an OAuth error code or one of our reasons (`rotation_lost`, `subject_changed`…). */
  statusReason: string | null;
  /** As whom the owner is connected, e.g. an e-mail address. */
  accountLabel: string | null;
  scopesRequested: string[];
  scopesGranted: string[];
  hasRefreshToken: boolean;
  /** When the present access token expires; null when the provider gave no lifetime. */
  expiresAt: string | null;
  connectedAt: string;
  lastRefreshedAt: string | null;
  lastUsedAt: string | null;
  lastErrorCode: string | null;
}

export interface OwnerReference {
  kind: OwnerKind;
  id: string;
  /** A name for people, where the owner still exists. */
  label: string | null;
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
  /** Where the admin registers a client at this provider. */
  consoleUrl: string | null;
  documentationUrl: string | null;
}

export interface DiscoveredConfiguration extends Endpoints {
  issuer: string;
  scopesSupported: string[];
  clientAuthMethodsSupported: ClientAuthMethod[];
  grantTypesSupported: string[];
  capabilities: ProviderCapabilities;
}

export interface Pagination {
  page: number;
  pageSize: number;
  pageCount: number;
  total: number;
}

/** What needs an admin's hand before anything can be stored. */
export interface Health {
  encryption: 'ready' | 'missing_key' | 'invalid_key';
  message: string | null;
  /** Apps whose client secret no configured key opens. */
  unreadableSecrets: number;
  /** Connections with a token that no configured key opens. */
  unreadableConnections: number;
  /** Apps and connections that are still encrypted with a former key of the configuration. */
  sealedWithFormerKeys: number;
}

export namespace GetProviders {
  export interface Response {
    data: {
      providers: ProviderPreset[];
      clientAuthMethods: ClientAuthMethod[];
      /** Names that may not be extra parameters, because the protocol sets them. */
      reservedAuthorizationParams: string[];
      reservedTokenParams: string[];
      /** The Redirect URI of an app is this followed by its key. */
      redirectUriBase: string;
      javascriptOrigin: string;
      /** What holds for an app that leaves its own days out. */
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
    data: AppDetails & { myConnection: ConnectionSummary | null };
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
  }
  export interface Response {
    data: { authorizationUrl: string };
  }
}

export namespace Complete {
  export interface Request {
    ticket: string;
  }
  export interface Response {
    data: ConnectionSummary & {
      appName: string;
      returnTo: string | null;
      /** Scopes that were asked for and not granted. */
      missingScopes: string[];
    };
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

/**
 * Errors in Strapi's format; `details.code` is ours, `details.errors` are the fields of a form.
 */
export interface ErrorResponse {
  error: {
    status: number;
    name: string;
    message: string;
    details: {
      code?: ConnectedAppsErrorCode;
      /** The key of the app that it is about. */
      app?: string;
      /** A finer reason, e.g. `issuer_mismatch` or the provider's own error code. */
      reason?: string;
      retryAfterSeconds?: number;
      errors?: { path: string[]; message: string; name: string }[];
    };
  };
}

/**
 * The fragment that the callback hands to the panel's completion page
 * (`/plugins/connected-apps/complete`): `#ticket=…`, or `#error=…&app=…`
 * (`app` is the key, left out where it is unknown). `error` is one of `CallbackErrorCode`; texts for people live in the panel.
 */
export type CallbackErrorCode =
  | 'access_denied'
  | 'flow_invalid'
  | 'flow_expired'
  | 'app_not_found'
  | 'app_disabled'
  | 'provider_rejected'
  | 'provider_unavailable'
  | 'key_unavailable';
