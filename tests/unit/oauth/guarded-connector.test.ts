import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { AddressPolicy } from '../../../server/src/oauth/address-policy';
import { createGuardedConnector } from '../../../server/src/oauth/guarded-connector';

let server: Server;
let port: string;

beforeAll(async () => {
  server = createServer((socket) => socket.resume());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = String((server.address() as AddressInfo).port);
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

const connect = (hostname: string, isLoopback: (address: string) => boolean): Promise<Socket> => {
  const policy: AddressPolicy = {
    allowsLoopback: true,
    allowsLocalhost: true,
    isAllowed: isLoopback,
    isLoopback,
  };
  const resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  const connector = createGuardedConnector(policy, resolve, 1_000);
  return new Promise((done, fail) => {
    connector({ hostname, protocol: 'http:', port }, (error, socket) =>
      error ? fail(error) : done(socket as Socket)
    );
  });
};

const refusal = { code: 'url_not_allowed', reason: 'forbidden_address' };

test('passes on a connection to an allowed address', async () => {
  const socket = await connect('app.localhost', (address) => address === '127.0.0.1');
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
});

test('checks a literal address even though no name is resolved', async () => {
  const judged: string[] = [];
  const refuse = (address: string) => {
    judged.push(address);
    return false;
  };
  await expect(connect('127.0.0.1', refuse)).rejects.toMatchObject(refusal);
  expect(judged).toEqual(['127.0.0.1']);
});

test('checks the address that the socket reached again, and closes the socket', async () => {
  let calls = 0;
  const allowOnce = () => (calls += 1) === 1;
  await expect(connect('app.localhost', allowOnce)).rejects.toMatchObject(refusal);
  expect(calls).toBe(2);
  const open = await new Promise<number>((resolve, reject) =>
    setTimeout(
      () => server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
      50
    )
  );
  expect(open).toBe(0);
});
