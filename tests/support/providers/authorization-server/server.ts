import type { ServerResponse } from 'node:http';

import {
  sendJson,
  startHttpServer,
  type Handler,
  type HttpServer,
  type SeenRequest,
} from '../../network/http-server';
import type { RegisteredClient } from '../demo-provider';
import { demand, Refusal } from './checks';
import { Clients } from './clients';
import type { Deviation, Json } from './deviations';
import { authorize, ENDPOINTS, metadataOf } from './endpoints';
import { Grants } from './grants';
import { signingKey } from './id-tokens';
import { PushedRequests } from './pushed-requests';
import { Secrets } from './secrets';
import { bearerResponse } from './token-endpoint';

export const LIFETIME_SECONDS = 600;

export interface ServerOptions {
  accessTokenTtlSeconds?: number;
  /** Whether refresh tokens are single-use (RFC 9700 §4.14.2). Default: yes. */
  rotates?: boolean;
  /** The client of every registration. Default: a new one each time. */
  client?: RegisteredClient;
  /** A TLS certificate makes the server speak https. Default: http. */
  tls?: { cert: string; key: string };
  /** Address to listen on. Default: 127.0.0.1. */
  address?: string;
  maxRequestsPerSocket?: number;
  /** Its host name. Default: its address. */
  hostname?: string;
}

const pathOf = ({ path }: SeenRequest): string => path.split('?')[0] ?? '';

/**
 * An OAuth 2.0 and OpenID Connect provider in this process, written from the RFCs: it refuses
 * whatever they let it refuse, and grants the requested scopes without a consent page. Its
 * responses are correct until a test makes them deviate.
 */
export class TestAuthorizationServer {
  readonly key = signingKey;
  /** Requests that a specification forbids a client to send. */
  readonly violations: string[] = [];
  readonly secrets = new Secrets();
  readonly clients = new Clients(this.secrets);
  readonly pushedRequests = new PushedRequests(this.clients);
  readonly grants: Grants;
  readonly #handlers = new Map<string, Handler>();
  readonly #open = new Set<ServerResponse>();
  #deviation: Deviation = {};

  private constructor(
    private readonly server: HttpServer,
    private readonly options: ServerOptions
  ) {
    this.grants = new Grants(this.secrets, options.accessTokenTtlSeconds ?? LIFETIME_SECONDS);
    this.reset();
  }

  static async start(options: ServerOptions = {}): Promise<TestAuthorizationServer> {
    const { address: host, tls, maxRequestsPerSocket } = options;
    const server = await startHttpServer(
      (request, response) => provider.#serve(request, response),
      { host, tls, maxRequestsPerSocket }
    );
    const provider = new TestAuthorizationServer(server, options);
    return provider;
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  get issuer(): string {
    return this.originOf('');
  }

  get discoveryUrl(): string {
    return `${this.issuer}/.well-known/openid-configuration`;
  }

  /** Its origin under another name, e.g. `token.` + its own; without a host name, its own. */
  originOf(prefix: string): string {
    const { hostname, tls } = this.options;
    if (!hostname) return this.server.origin;
    return `${tls ? 'https' : 'http'}://${prefix}${hostname}:${this.server.port}`;
  }

  get requests(): SeenRequest[] {
    return this.server.requests;
  }

  requestsTo(path: string): SeenRequest[] {
    return this.requests.filter((request) => pathOf(request) === path);
  }

  get openRequests(): number {
    return this.#open.size;
  }

  /** Ends every connection, with its requests. */
  hangUp(): void {
    for (const response of this.#open) response.destroy();
  }

  get deviation(): Deviation {
    return this.#deviation;
  }

  /** From now on, deviates so, and in nothing else. */
  deviate(deviation: Deviation): void {
    this.#deviation = deviation;
  }

  /** Replaces the handler of a path; null restores it. */
  handle(path: string, handler: Handler | null): void {
    if (handler) this.#handlers.set(path, handler);
    else this.#handlers.delete(path);
  }

  respond(path: string, status: number, body: unknown, headers: Record<string, string> = {}) {
    this.handle(path, (_request, response) => sendJson(response, body, { status, headers }));
  }

  /** Calls `happens` before the next response, which is correct. */
  before(path: string, happens: () => unknown): void {
    this.handle(path, async (request, response) => {
      this.handle(path, null);
      await happens();
      await this.#serve(request, response);
    });
  }

  /** Restores correct responses, and forgets past requests. */
  reset(): void {
    this.#handlers.clear();
    this.requests.length = 0;
    this.violations.length = 0;
    this.deviate({});
    this.clients.authMethod = 'client_secret_basic';
    this.grants.rotates = this.options.rotates ?? true;
    this.pushedRequests.use = 'none';
  }

  async register(redirectUri: string): Promise<RegisteredClient> {
    return this.clients.register(redirectUri, this.options.client);
  }

  /** A token response without a request, for a test's handler. */
  issueTokens(clientId: string): Json {
    const grant = { clientId, scope: 'mail.read' };
    return { ...bearerResponse(this, grant), refresh_token: this.grants.issueRefreshToken(grant) };
  }

  /** Consents in place of the user: the callback URL that the browser is redirected to. */
  consent(authorizationUrl: string): URL {
    return authorize(this, new URL(authorizationUrl).searchParams);
  }

  metadata(): Json {
    return metadataOf(this);
  }

  async #serve(request: SeenRequest, response: ServerResponse): Promise<void> {
    this.#open.add(response);
    response.once('close', () => this.#open.delete(response));
    try {
      const handler = this.#handlers.get(pathOf(request)) ?? this.#handlerOf(request);
      await handler(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { violation, status = 400, headers } = error.options;
      if (violation) this.violations.push(violation);
      sendJson(response, { error: error.error }, { status, headers });
    }
  }

  #handlerOf(request: SeenRequest): Handler {
    const endpoint = ENDPOINTS[pathOf(request)];
    if (!endpoint) throw new Refusal('not_found', { status: 404 });
    const isAllowed = endpoint.method === undefined || endpoint.method === request.method;
    demand(isAllowed, 'invalid_request', { status: 405 });
    return (_request, response) => endpoint.respond(this, request, response);
  }
}
