import { setTimeout as sleep } from 'node:timers/promises';

import { says } from '../support/faults/responses';
import { FaultHouse, outcomeOf, SECONDS_UNTIL_DUE, type FaultyApp } from '../support/faults/house';
import { passOn, type Fault } from '../support/faults/provider';

const PROVIDER_MS = 2_000;
const ABORT_MS = 100;
/** Far from the provider's time, also on a busy machine. */
const AT_ONCE_MS = 1_000;

/** Time enough for callers to lose their patience. */
const takesItsTime: Fault = {
  kind: 'responds',
  async answer({ response, forward }) {
    await sleep(PROVIDER_MS);
    passOn(response, await forward());
  },
};

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open();
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

const expiredApp = async (fault: Fault): Promise<{ app: FaultyApp; before: string }> => {
  const app = await faultHouse.app();
  const before = await app.connect();
  await app.inject('token', fault);
  faultHouse.travel(SECONDS_UNTIL_DUE);
  return { app, before };
};

const timed = async <T>(work: Promise<T>): Promise<{ outcome: T | unknown; ms: number }> => {
  const startedAtMs = performance.now();
  const outcome = await work.catch((error: unknown) => error);
  return { outcome, ms: performance.now() - startedAtMs };
};

// A rejection that nobody handles fails the test that it comes up in: Jest sees to that.
describe('a caller that aborts', () => {
  it('is rejected at once with its own reason, while the others get their token', async () => {
    const { app, before } = await expiredApp(takesItsTime);
    const controller = new AbortController();
    const reason = new Error('of the caller');
    const others = [app.getAccessToken(), app.getAccessToken()];
    const aborted = timed(app.getAccessToken({ signal: controller.signal }));
    const patient = app.getAccessToken({ signal: new AbortController().signal });
    await sleep(ABORT_MS);
    controller.abort(reason);

    const { outcome, ms } = await aborted;
    expect(outcome).toBe(reason);
    expect(ms).toBeLessThan(AT_ONCE_MS);
    const [renewed, ...same] = await Promise.all([...others, patient]);
    expect(renewed).not.toBe(before);
    expect(new Set([renewed, ...same]).size).toBe(1);
    expect(app.provider.token.requests).toBe(1);
  });

  it('leaves the refreshed token to the next caller, even if nobody else waits', async () => {
    const { app, before } = await expiredApp(takesItsTime);
    const signal = AbortSignal.timeout(ABORT_MS);
    const { outcome } = await timed(app.getAccessToken({ signal }));
    expect(outcome).toMatchObject({ name: 'TimeoutError' });
    expect(await app.getAccessToken()).not.toBe(before);
    expect(app.provider.token.requests).toBe(1);
    expect(await app.row()).toMatchObject({ tokenVersion: 2, leaseOwner: null });
  });

  it('does not learn of a refresh that fails afterwards, nor does the process', async () => {
    const { app } = await expiredApp({
      kind: 'responds',
      async answer({ response }) {
        await sleep(PROVIDER_MS);
        response.writeHead(503).end();
      },
    });
    const signal = AbortSignal.timeout(ABORT_MS);
    await timed(app.getAccessToken({ signal }));
    await app.becomes(({ failureCount, leaseOwner }) => failureCount === 1 && leaseOwner === null);
  });

  it('costs no request if it aborts before its call', async () => {
    const { app } = await expiredApp(takesItsTime);
    const { outcome } = await timed(app.getAccessToken({ signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ name: 'AbortError' });
    await sleep(ABORT_MS);
    expect(app.provider.token.requests).toBe(0);
  });

  it('leaves no unhandled rejection behind if it aborts before its call', async () => {
    const { app } = await expiredApp(says(503));
    const { outcome } = await timed(app.getAccessToken({ signal: AbortSignal.abort() }));
    expect(outcome).toMatchObject({ name: 'AbortError' });
    await sleep(ABORT_MS);
  });

  it('is rejected at once by tokens.fetch too, while the token is being refreshed', async () => {
    const { app } = await expiredApp(takesItsTime);
    const signal = AbortSignal.timeout(ABORT_MS);
    const { outcome, ms } = await timed(app.fetchMessages({ signal }));
    expect(outcome).toMatchObject({ name: 'TimeoutError' });
    expect(ms).toBeLessThan(AT_ONCE_MS);
    expect(await outcomeOf(app.getAccessToken())).toEqual(expect.any(String));
    expect(app.provider.token.requests).toBe(1);
  });

  it('is rejected at once by tokens.fetch while the API does not respond', async () => {
    const app = await faultHouse.app();
    await app.connect();
    await faultHouse.house.provider.setFault('/api/messages', { hold: true });
    const { outcome, ms } = await timed(
      app.fetchMessages({ signal: AbortSignal.timeout(ABORT_MS) })
    );
    await faultHouse.house.provider.setFault('/api/messages', null);
    expect(outcome).toMatchObject({ name: 'TimeoutError' });
    expect(ms).toBeLessThan(AT_ONCE_MS);
  });
});
