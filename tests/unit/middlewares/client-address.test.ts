import Koa from 'koa';
import request from 'supertest';

import { clientKey } from '../../../server/src/middlewares/client-address';

/** The key that a real Koa gives a request that came from `socket`. */
const keyOf = async (
  socket: string,
  { proxy = false, forwardedFor }: { proxy?: boolean; forwardedFor?: string } = {}
): Promise<string> => {
  const app = new Koa({ proxy });
  app.use((ctx) => {
    Object.defineProperty(ctx.req.socket, 'remoteAddress', { value: socket });
    ctx.body = clientKey(ctx);
  });
  const call = request(app.callback()).get('/');
  if (forwardedFor !== undefined) call.set('X-Forwarded-For', forwardedFor);
  return (await call).text;
};

describe("a client's key", () => {
  it('is its IPv4 address, in any notation', async () => {
    expect(await keyOf('203.0.113.7')).toBe('203.0.113.7');
    expect(await keyOf('::ffff:203.0.113.7')).toBe('203.0.113.7');
  });

  it('is the /64 of its IPv6 address', async () => {
    const key = await keyOf('2001:db8:1:2::1');
    expect(await keyOf('2001:0db8:0001:0002:ffff:ffff:ffff:ffff')).toBe(key);
    expect(await keyOf('2001:db8:1:3::1')).not.toBe(key);
    expect(await keyOf('2001:db8:1:2::1%eth0')).toBe(key);
  });

  it('is what a trusted proxy says', async () => {
    const options = { proxy: true, forwardedFor: '198.51.100.4, 10.0.0.2' };
    expect(await keyOf('10.0.0.1', options)).toBe('198.51.100.4');
  });

  it.each([
    ['198.51.100.4:61234', '198.51.100.4'],
    ['[2001:db8:1:2::9]:61234', '2001:db8:1:2'],
  ])('omits the port that some proxies add: %s', async (forwardedFor, expected) => {
    const key = await keyOf('10.0.0.1', { proxy: true, forwardedFor });
    expect(key).toBe(expected.includes('db8') ? await keyOf('2001:db8:1:2::1') : expected);
  });

  it('cannot be chosen by a client from the internet', async () => {
    const keys = await Promise.all(
      ['198.51.100.1', '198.51.100.2', 'anything'].map((forwardedFor) =>
        keyOf('203.0.113.7', { forwardedFor })
      )
    );
    expect(new Set(keys)).toEqual(new Set(['203.0.113.7']));
  });

  it.each([
    '127.0.0.1',
    '10.0.0.1',
    '172.18.0.3',
    '100.64.0.9',
    '::1',
    'fd00::1',
    '::ffff:192.168.1.9',
  ])('S16 cannot be chosen by a client at the private address %s either', async (socket) => {
    const own = await keyOf(socket);
    const forged = ['198.51.100.4', '198.51.100.5', 'anything', '203.0.113.1, 198.51.100.4'];
    const keys = await Promise.all(forged.map((forwardedFor) => keyOf(socket, { forwardedFor })));
    expect(new Set(keys)).toEqual(new Set([own]));
  });

  it('is short, whatever a client sends', async () => {
    const forwardedFor = 'x'.repeat(8_000);
    expect((await keyOf('10.0.0.1', { proxy: true, forwardedFor })).length).toBeLessThan(50);
  });
});
