import * as client from 'openid-client';
import type {
  Configuration,
  CustomFetch,
  CustomFetchOptions,
  ExportedJWKSCache,
} from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { KeyValue, RequestFormat } from '../protocol-settings';
import type { ClientAuthMethod } from './client-auth-methods';
import { readJsonObject } from './parsed-body';
import { withoutSecrets } from './errors/causes';
import { createConfiguration } from './configuration';
import { isJsonObject } from './errors/provider-fault';
import { hookedExchange } from './hooks';
import { retryAfterSeconds } from './retry-after';
import type { ClientSettings, ProtocolContext, Send } from './types';
import { withProviderNames } from './wire/parameter-names';
import { formatRequest, type FormattedRequest } from './wire/request-format';
import { parseUrl } from '../parse-url';

/** How to send one request to an endpoint of the provider and read its response. */
export interface Exchange {
  /** Turns the endpoint's response into one that openid-client understands, or throws. */
  receive(response: Response): Promise<Response>;
  /** Changes the form before it is sent. */
  prepare?(form: URLSearchParams): void;
  /** Changes the headers of a request without a form. */
  prepareHeaders?(headers: Headers): void;
  /** Where the form goes, and how. Default: to the address that openid-client chose. */
  tokenEndpoint?: string | null;
  requestFormat?: RequestFormat | null;
  /** Default: the app's method. */
  clientAuthMethod?: ClientAuthMethod | null;
  /** Other names for its parameters. Default: those of token requests. */
  paramNames?: readonly KeyValue[];
  /** Default: at once. */
  send?: Send;
  signal?: AbortSignal;
  /** Time limit for the request for the signing keys. Default: that of any request. */
  jwksTimeoutMs?: number;
  /** Accepts an expired id_token. Everything else in it is verified. */
  acceptsExpiredIdToken?: boolean;
}

/** openid-client did not accept the endpoint's response; `cause` is the error that it threw. */
export class UnacceptableResponse extends Error {
  override readonly name = 'UnacceptableResponse';

  constructor(override readonly cause: unknown) {
    super('the response was not accepted', { cause });
  }
}

/** The protocol with one provider. Caches the provider's signing keys between requests. */
export interface Session {
  readonly settings: ClientSettings;
  now(): number;
  /** Whether id_tokens can be verified: the issuer and the address of its keys are known. */
  readonly verifiesIdTokens: boolean;
  run<T>(exchange: Exchange, request: (configuration: Configuration) => Promise<T>): Promise<T>;
}

/** Distinct from other faults, because it must not cost a refresh its tokens. */
export const JWKS_UNAVAILABLE = 'jwks_unavailable';

const jwksUnavailable = (cause: unknown, retryAfter?: number): ConnectedAppsError =>
  new ConnectedAppsError(
    'provider_unavailable',
    "The provider's signing keys (JWKS URI) could not be read, so what it signed could not be " +
      `verified. Try again later. (${JWKS_UNAVAILABLE})`,
    { reason: JWKS_UNAVAILABLE, retryAfterSeconds: retryAfter, cause: withoutSecrets(cause) }
  );

const receiveJwks = async (request: Promise<Response>): Promise<ExportedJWKSCache['jwks']> => {
  const response = await request.catch((error: unknown) => {
    throw jwksUnavailable(error);
  });
  const body = response.status === 200 ? await readJsonObject(response) : null;
  // An entry that is not a key must not make the others unusable (RFC 7517 §5).
  if (body && Array.isArray(body.keys)) return { keys: body.keys.filter(isJsonObject) };
  const cause = new Error(`the JWKS URI returned status ${response.status} and no keys`);
  throw jwksUnavailable(cause, retryAfterSeconds(response.headers));
};

/** The keys for one request. */
interface JwksReader {
  /** The keys that were cached when the request began; undefined if none were. */
  known: ExportedJWKSCache | undefined;
  read(signal?: AbortSignal): Promise<Response>;
}

/**
 * Caches the keys. Concurrent callers share one request for them, but each has its own time limit.
 * A caller also uses keys that another caller has read since this one began, so that a new key
 * costs one request (OpenID Connect Core §10.1.1).
 */
const createJwksReader = ({ fetch }: ProtocolContext, jwksHref: string | null) => {
  let latest: ExportedJWKSCache | undefined;
  let inFlight: Promise<ExportedJWKSCache> | null = null;

  const request = async (): Promise<ExportedJWKSCache> => {
    const headers = { accept: 'application/json, application/jwk-set+json' };
    try {
      const jwks = await receiveJwks(fetch(jwksHref ?? '', { headers }));
      latest = { jwks, uat: Math.floor(Date.now() / 1_000) };
      return latest;
    } finally {
      inFlight = null;
    }
  };

  return (): JwksReader => {
    const known = latest;
    const read = async (signal?: AbortSignal): Promise<Response> => {
      if (signal?.aborted) throw jwksUnavailable(signal.reason);
      if (latest && latest !== known) return Response.json(latest.jwks);
      inFlight ??= request();
      const aborted = new Promise<never>((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(jwksUnavailable(signal.reason)));
      });
      return Response.json((await Promise.race([inFlight, aborted])).jwks);
    };
    return { known, read };
  };
};

const withTimeout = (signal?: AbortSignal, timeoutMs?: number): AbortSignal | undefined => {
  if (timeoutMs === undefined) return signal;
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal ? AbortSignal.any([signal, timeout]) : timeout;
};

/** The default of `Exchange.send`. */
export const sendAtOnce: Send = (request) => request();

const jwksHref = ({ endpoints: { jwksUri } }: ClientSettings): string | null =>
  parseUrl(jwksUri ?? '')?.href ?? null;

type PreparedRequest = Pick<CustomFetchOptions, 'method' | 'headers'> & { url: string };

/** A request that the client authenticates, as the provider expects it. */
const formRequest = (
  { protocol }: ClientSettings,
  { prepare, tokenEndpoint, requestFormat, paramNames }: Exchange,
  { url, method, headers }: PreparedRequest,
  form: URLSearchParams
): FormattedRequest => {
  prepare?.(form);
  const sent = new Headers(headers);
  for (const { key, value } of protocol.requestHeaders) sent.set(key, value);
  return formatRequest(requestFormat ?? protocol.requestFormat, {
    url: tokenEndpoint ?? url,
    method,
    headers: Object.fromEntries(sent),
    params: withProviderNames(form, paramNames ?? protocol.tokenParamNames),
  });
};

const plainRequest = (
  { prepareHeaders }: Exchange,
  { url, method, headers }: PreparedRequest
): FormattedRequest => {
  const sent = new Headers(headers);
  prepareHeaders?.(sent);
  return { url, init: { method, headers: sent } };
};

const fetchThrough =
  (
    settings: ClientSettings,
    context: ProtocolContext,
    { read }: JwksReader,
    exchange: Exchange
  ): CustomFetch =>
  async (address, { body, headers, method }) => {
    const { fetch } = context;
    const { receive, send = sendAtOnce, signal, jwksTimeoutMs } = exchange;
    if (method === 'GET' && address === jwksHref(settings)) {
      return read(withTimeout(signal, jwksTimeoutMs));
    }
    const prepared = { url: address, method, headers };
    if (!(body instanceof URLSearchParams)) {
      const { url, init } = plainRequest(exchange, prepared);
      return receive(await send((connectionUse) => fetch(url, { ...init, signal }, connectionUse)));
    }
    const hooked = hookedExchange(settings, context);
    const { url, init } = await hooked.request(formRequest(settings, exchange, prepared, body));
    const response = await send((connectionUse) => fetch(url, { ...init, signal }, connectionUse));
    return hooked.receive(response, receive);
  };

const authenticatedBy = (
  settings: ClientSettings,
  { clientAuthMethod }: Exchange
): ClientSettings => (clientAuthMethod ? { ...settings, clientAuthMethod } : settings);

const verifiesIdTokens = ({ issuer, endpoints, protocol }: ClientSettings): boolean =>
  protocol.idTokens === 'verified' && issuer !== null && endpoints.jwksUri !== null;

/** Creates a session, which keeps the settings and the signing keys between requests. */
export const createSession = (settings: ClientSettings, context: ProtocolContext): Session => {
  const newReader = createJwksReader(context, jwksHref(settings));
  return {
    settings,
    now: context.now,
    verifiesIdTokens: verifiesIdTokens(settings),
    async run(exchange, request) {
      let isReceived = false;
      const receive = async (response: Response): Promise<Response> => {
        const received = await exchange.receive(response);
        isReceived = true;
        return received;
      };
      const configuration = await createConfiguration(
        authenticatedBy(settings, exchange),
        exchange
      );
      const jwks = newReader();
      configuration[client.customFetch] = fetchThrough(settings, context, jwks, {
        ...exchange,
        receive,
      });
      if (jwks.known) client.setJwksCache(configuration, jwks.known);
      try {
        return await request(configuration);
      } catch (error) {
        throw isReceived ? new UnacceptableResponse(error) : error;
      }
    },
  };
};
