import type { ServerResponse } from 'node:http';

import {
  sendJson,
  startHttpServer,
  type HttpServer,
  type SeenRequest,
} from '../../network/http-server';
import { demand, Refusal, required } from '../authorization-server/checks';
import type { Json } from '../authorization-server/deviations';
import { Secrets } from '../authorization-server/secrets';
import type { RegisteredClient } from '../demo-provider';
import { CLIENT } from './client-proof';
import { authorize } from './consent-page';
import { Grants } from './grants';
import { STANDARD_HABITS, type Habits } from './habits';
import { demandToken } from './resources';
import { clientRequest, tokenResponse } from './token-endpoint';

type Respond = (request: SeenRequest, response: ServerResponse) => void;

const pathOf = ({ path }: SeenRequest): string => path.split('?')[0] ?? '';

const queryOf = ({ path }: SeenRequest): URLSearchParams =>
  new URLSearchParams(path.split('?')[1] ?? '');

/** Where each endpoint is; null: there is none. */
export interface Addresses {
  authorizationEndpoint: string;
  tokenEndpoint: string;
  refreshEndpoint: string | null;
  revocationEndpoint: string;
  userinfoEndpoint: string | null;
}

/**
 * A provider in this process that has habits of its own, and refuses whatever does not follow
 * them, also if RFC 6749 demands it.
 */
export class DeviatingProvider {
  /** What clients did wrong, in order. */
  readonly violations: string[] = [];
  readonly secrets = new Secrets();
  readonly redirectUris = new Set<string>();
  readonly grants: Grants;
  readonly client: RegisteredClient = CLIENT;
  /** Whether it refuses each request of the client itself. */
  isClientBlocked = false;

  private constructor(
    private readonly server: HttpServer,
    readonly habits: Habits
  ) {
    this.grants = new Grants(this.secrets, habits);
    this.secrets.add('clientSecret', CLIENT.clientSecret);
  }

  static async start(habits: Partial<Habits> = {}): Promise<DeviatingProvider> {
    const server = await startHttpServer((request, response) => provider.#serve(request, response));
    const provider = new DeviatingProvider(server, { ...STANDARD_HABITS, ...habits });
    return provider;
  }

  stop(): Promise<void> {
    return this.server.close();
  }

  get origin(): string {
    return this.server.origin;
  }

  get addresses(): Addresses {
    const { origin, habits } = this;
    const { isConsentRoute, refresh, userInfo } = habits;
    return {
      authorizationEndpoint: `${origin}${isConsentRoute ? '/app#/oauth/consent' : '/authorize'}`,
      tokenEndpoint: `${origin}/token`,
      refreshEndpoint: refresh.path === '/token' ? null : `${origin}${refresh.path}`,
      revocationEndpoint: `${origin}/revoke`,
      userinfoEndpoint: userInfo && `${origin}/userinfo`,
    };
  }

  get requests(): SeenRequest[] {
    return this.server.requests;
  }

  requestsTo(path: string): SeenRequest[] {
    return this.requests.filter((request) => pathOf(request) === path);
  }

  /** Forgets past requests, and lets the client in again. */
  reset(): void {
    this.requests.length = 0;
    this.violations.length = 0;
    this.isClientBlocked = false;
  }

  #serve(request: SeenRequest, response: ServerResponse): void {
    try {
      const respond = this.#endpoints()[pathOf(request)];
      if (!respond) throw new Refusal('not_found', { status: 404, violation: 'no such endpoint' });
      respond(request, response);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { violation, status = 400 } = error.options;
      if (violation) this.violations.push(violation);
      const refused = { status, error: error.error, description: error.message };
      const { body, ...options } = this.habits.refusal(refused);
      sendJson(response, body, options);
    }
  }

  #endpoints(): Record<string, Respond> {
    const tokens: Respond = (request, response) => {
      this.#demandUnblocked();
      sendJson(response, tokenResponse(this, request));
    };
    return {
      '/token': tokens,
      [this.habits.refresh.path]: tokens,
      ...this.#consentPages(),
      '/revoke': (request, response) => this.#revoke(request, response),
      ...this.#resources(),
    };
  }

  #resources(): Record<string, Respond> {
    const { userInfo } = this.habits;
    const resource =
      (bodyFor: (accessToken: string) => Json): Respond =>
      (request, response) =>
        sendJson(response, bodyFor(demandToken(this, request)));
    return {
      '/api': resource(() => ({ messages: [] })),
      ...(userInfo && { '/userinfo': resource(userInfo) }),
    };
  }

  /** The script of a web app sends what it reads in the fragment to its own server. */
  #consentPages(): Record<string, Respond> {
    const consent: Respond = (request, response) => {
      const location = authorize(this, queryOf(request)).href;
      response.writeHead(302, { location }).end();
    };
    if (!this.habits.isConsentRoute) return { '/authorize': consent };
    const page: Respond = (request, response) => {
      const isBare = queryOf(request).size === 0;
      demand(isBare, 'invalid_request', { violation: 'parameters before the route' });
      response.writeHead(200, { 'content-type': 'text/html' }).end('<script></script>');
    };
    return { '/app': page, '/app/consent': consent };
  }

  #demandUnblocked(): void {
    demand(!this.isClientBlocked, 'client_blocked', { violation: 'This client is blocked.' });
  }

  /** RFC 7009 §2. */
  #revoke(request: SeenRequest, response: ServerResponse): void {
    this.#demandUnblocked();
    const known = ['token', 'token_type_hint'];
    const params = clientRequest(this, request, { style: this.habits.tokenStyle, known });
    this.grants.revoke(required(params, 'token'));
    response.writeHead(200).end();
  }
}
