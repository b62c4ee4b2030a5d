import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request as a test server received it. */
export interface SeenRequest {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: string;
  form: URLSearchParams;
}

export type Handler = (request: SeenRequest, response: ServerResponse) => void | Promise<void>;

export interface HttpServer {
  origin: string;
  port: number;
  requests: SeenRequest[];
  /** The number of connections, including those without a request. */
  connections(): number;
  close(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
};

const seen = async (request: IncomingMessage): Promise<SeenRequest> => {
  const body = await readBody(request);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: request.headers,
    body,
    form: new URLSearchParams(body),
  };
};

const stop = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export interface HttpServerOptions {
  /** Address to listen on. Default: 127.0.0.1. */
  host?: string;
  /** Default: a free one. */
  port?: number;
  /** With a certificate, the server speaks https only. */
  tls?: { cert: string; key: string };
  /** 1 forces a new connection for each request. Default: no limit. */
  maxRequestsPerSocket?: number;
}

/** A real server on the loopback interface. */
export const startHttpServer = async (
  handler: Handler,
  {
    host = '127.0.0.1',
    port: wantedPort = 0,
    tls,
    maxRequestsPerSocket = 0,
  }: HttpServerOptions = {}
): Promise<HttpServer> => {
  const requests: SeenRequest[] = [];
  const receive = (request: IncomingMessage, response: ServerResponse) => {
    seen(request)
      .then((arrived) => {
        requests.push(arrived);
        return handler(arrived, response);
      })
      .catch(() => response.destroy());
  };
  const server = tls ? createTlsServer(tls, receive) : createServer(receive);
  server.maxRequestsPerSocket = maxRequestsPerSocket;
  let connections = 0;
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(wantedPort, host, resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `${tls ? 'https' : 'http'}://${host}:${port}`;
  return { origin, port, requests, connections: () => connections, close: () => stop(server) };
};

export const sendJson = (
  response: ServerResponse,
  body: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {}
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
};
