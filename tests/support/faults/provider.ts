import { once } from 'node:events';
import {
  createServer,
  request as sendRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

import { jwkOf, rsaKey, type SigningKey } from '../providers/http-provider';

/** The response of the real provider. */
export interface ProviderResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request to a faulty endpoint, and the means to respond. */
export interface FaultyExchange {
  request: IncomingMessage;
  /** The form of a request to the token endpoint. */
  form: URLSearchParams;
  response: ServerResponse;
  /** Signs in place of the real provider; its public half is among the provider's keys. */
  signingKey: SigningKey;
  /** Forwards the request to the real provider. Its response is not sent on automatically. */
  forward(): Promise<ProviderResponse>;
}

/** `refuses`: nothing listens on the port. `unresolvable`: the app names a nonexistent host. */
export type Fault =
  | { kind: 'refuses' }
  | { kind: 'unresolvable' }
  | { kind: 'responds'; answer: (exchange: FaultyExchange) => Promise<void> | void };

/** Names under `.invalid` do not exist, by RFC 6761 §6.4. */
export const UNRESOLVABLE_URL = 'https://does-not-exist.invalid/token';

/** Keys take time to generate, and two providers may share one. */
const signingKey = rsaKey('fault-provider');

const HOP_BY_HOP_HEADERS = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

const readText = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};

/** Passes on a response unchanged. */
export const passOn = (response: ServerResponse, { status, headers, body }: ProviderResponse) => {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP_HEADERS.includes(name));
  response.writeHead(status, Object.fromEntries(kept));
  response.end(body);
};

/** An endpoint of a provider on its own port, which works until a fault is injected. */
export class FaultyEndpoint {
  /** Requests that arrived since the last reset. */
  requests = 0;
  /** Bytes that left for clients since the last reset, headers included. */
  bytesSent = 0;
  #fault: Fault | null = null;
  #server: Server;
  readonly #open = new Set<ServerResponse>();

  private constructor(
    readonly url: string,
    /** The same endpoint at the real provider. */
    private readonly upstream: URL,
    private readonly port: number,
    server: Server
  ) {
    this.#server = server;
  }

  static async start(upstream: URL): Promise<FaultyEndpoint> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}${upstream.pathname}`;
    const endpoint = new FaultyEndpoint(url, upstream, port, server);
    endpoint.#serve(server);
    return endpoint;
  }

  /** Sets the fault of all requests from now on; null: none. */
  async inject(fault: Fault | null): Promise<void> {
    const wasListening = this.#fault?.kind !== 'refuses';
    this.#fault = fault;
    if (fault?.kind === 'refuses') return this.close();
    if (!wasListening) await this.#listenAgain();
  }

  resetCounts(): void {
    this.requests = 0;
    this.bytesSent = 0;
  }

  /** Resolves when every request has its response or was aborted. */
  async untilIdle(): Promise<void> {
    await Promise.all([...this.#open].map((response) => once(response, 'close')));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  async #listenAgain(): Promise<void> {
    this.#server = createServer().listen(this.port, '127.0.0.1');
    this.#serve(this.#server);
    await once(this.#server, 'listening');
  }

  #serve(server: Server): void {
    server.on('request', (request, response) => {
      this.requests += 1;
      const sentBefore = request.socket.bytesWritten;
      this.#open.add(response);
      response.on('close', () => {
        this.#open.delete(response);
        this.bytesSent += request.socket.bytesWritten - sentBefore;
      });
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fault = this.#fault;
    const body = await readText(request);
    const forward = () => this.#forward(request, body);
    if (fault?.kind !== 'responds') return passOn(response, await forward());
    const form = new URLSearchParams(body);
    await fault.answer({ request, form, response, signingKey, forward });
  }

  async #forward({ method, headers }: IncomingMessage, body: string): Promise<ProviderResponse> {
    const { host: _host, ...rest } = headers;
    const forwarded = sendRequest(this.upstream, { method, headers: rest, agent: false }).end(body);
    const [answer] = (await once(forwarded, 'response')) as [IncomingMessage];
    const text = await readText(answer);
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: text };
  }
}

export type FaultyEndpointName = 'token' | 'revocation' | 'userinfo' | 'jwks';

/** A provider's endpoints, each of which can be made to fail separately. */
export type FaultProvider = Record<FaultyEndpointName, FaultyEndpoint> & {
  close(): Promise<void>;
};

/** The provider's keys and the one that faults sign with. */
const publishAllKeys: Fault = {
  kind: 'responds',
  async answer({ response, signingKey: key, forward }) {
    const answer = await forward();
    const { keys } = JSON.parse(answer.body) as { keys: unknown[] };
    passOn(response, { ...answer, body: JSON.stringify({ keys: [...keys, jwkOf(key)] }) });
  },
};

/** Real HTTP servers on loopback, in front of the provider with this issuer. */
export const startFaultProvider = async (issuer: string): Promise<FaultProvider> => {
  const at = (path: string) => FaultyEndpoint.start(new URL(path, issuer));
  const [token, revocation, userinfo, jwks] = await Promise.all([
    at('/token'),
    at('/token/revocation'),
    at('/me'),
    at('/jwks'),
  ]);
  await jwks.inject(publishAllKeys);
  return {
    token,
    revocation,
    userinfo,
    jwks,
    async close() {
      await Promise.all([token, revocation, userinfo, jwks].map((endpoint) => endpoint.close()));
    },
  };
};
