import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

import { createGuardedFetch, type GuardedNetwork } from '../../../server/src/oauth/http';
import { sendJson, startHttpServer, type HttpServer } from '../../support/network/http-server';

const POST: RequestInit = { method: 'POST', body: 'grant_type=refresh_token' };
const LONGER_THAN_KEPT_MS = 1_200;

let network: GuardedNetwork;

beforeEach(() => {
  network = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });
});

afterEach(() => network.stop());

/** Sends a request on a kept connection. Afterwards the connection is ready for the next one. */
const sendOnKept = async (url: string): Promise<Response> => {
  const response = await network.fetch(url, POST, 'kept');
  await nextTurn();
  return response;
};

describe('a connection to a provider', () => {
  let server: HttpServer;

  beforeEach(async () => {
    server = await startHttpServer((_request, response) => sendJson(response, {}));
  });

  afterEach(() => server.close());

  it('is opened anew for each request by default', async () => {
    for (let request = 0; request < 3; request += 1) await network.fetch(server.origin, POST);
    expect(server.connections()).toBe(3);
  });

  it('serves the next request too, if both may use a kept one', async () => {
    for (let request = 0; request < 3; request += 1) await sendOnKept(server.origin);
    expect(server.connections()).toBe(1);
  });

  it('that was kept is not used by a request that wants a new one', async () => {
    await sendOnKept(server.origin);
    await network.fetch(server.origin, POST);
    expect(server.connections()).toBe(2);
  });

  it('is not kept for longer than a second', async () => {
    await sendOnKept(server.origin);
    await sleep(LONGER_THAN_KEPT_MS);
    await sendOnKept(server.origin);
    expect(server.connections()).toBe(2);
  });
});

describe('a server that closes its connections unannounced', () => {
  const RESPONSE =
    'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}';

  it('costs one request, then gets a new connection for each', async () => {
    let connections = 0;
    let closed = 0;
    const server = createServer((socket: Socket) => {
      let requests = 0;
      connections += 1;
      socket.on('error', () => undefined);
      socket.on('data', () => {
        requests += 1;
        if (requests === 1) return socket.write(RESPONSE);
        closed += 1;
        return socket.destroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const send = () =>
      sendOnKept(`http://127.0.0.1:${port}/token`)
        .then(({ status }) => status)
        .catch(() => 'lost');
    const outcomes = [await send(), await send(), await send(), await send(), await send()];
    server.close();
    expect(outcomes).toEqual([200, 'lost', 200, 200, 200]);
    expect({ connections, closed }).toEqual({ connections: 4, closed: 1 });
  });
});
