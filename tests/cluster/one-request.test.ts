import { setTimeout as sleep } from 'node:timers/promises';

import { recordFigure } from '../support/cluster/figures';
import { Cluster } from '../support/cluster/house';
import type { RefreshAtProvider } from '../support/cluster/provider';
import type { Ref } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { nth } from '../support/elements';
import { until } from '../support/until';

const PROCESSES = 8;
const CALLERS = 20;
const EXPIRIES = 12;

/** Callers want two more seconds of a token, so this one is used up after two. */
const TTL_SECONDS = 4;
const USABLE_MS = 2_000;

/** A token that lives long enough to be due before anybody has to wait for the next one. */
const LONG_TTL_SECONDS = 60;
const DUE_AFTER_SECONDS = 50;

const BOOT_MS = 120_000;

describe.each(databases)(`$name: ${PROCESSES} processes × ${CALLERS} callers`, (kind) => {
  let cluster: Cluster;
  const ref: Ref = { app: 'demo-mail', account: 'default' };

  beforeAll(async () => {
    cluster = await Cluster.open(kind, PROCESSES, { accessTokenTtlSeconds: TTL_SECONDS });
    await cluster.createApp(ref.app);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  it(`cost one request for each of at least ${EXPIRIES} expiries, and each caller gets valid tokens`, async () => {
    const { provider, workers } = cluster;
    const hasExpiredOftenEnough = async () => (await provider.books()).refreshes.length >= EXPIRIES;

    await cluster.connect(ref);
    await provider.resetBooks();
    await Promise.all(workers.map((worker) => worker.startLoad(ref, CALLERS)));
    await until('enough expiries', hasExpiredOftenEnough, 4 * EXPIRIES * USABLE_MS);
    await sleep(500);
    const reports = await Promise.all(workers.map((worker) => worker.stopLoad()));
    const { refreshes, tokenRequests } = await provider.books();

    // Each token but the first was there because the one before it was used up.
    const tokens = new Set(reports.flatMap((report) => report.tokens));
    const expiries = tokens.size - 1;
    const times = refreshes.map(({ at }) => at);
    const lifetimes = times.slice(1).map((at, index) => at - nth(times, index));
    const figures = {
      expiries,
      requests: tokenRequests,
      reuse: failuresOf(refreshes).length,
      calls: sum(reports.map(({ calls }) => calls)),
      'tokens used at the API': sum(reports.map(({ uses }) => uses)),
      'shortest life of a token, ms': Math.min(...lifetimes),
      'longest wait of a caller, ms': Math.round(Math.max(...reports.map((r) => r.longestMs))),
    };
    recordFigure({ database: kind.name, what: 'real expiries', measured: figures });

    expect(reports.flatMap(({ failures }) => failures)).toEqual([]);
    expect(figures.reuse).toBe(0);
    expect(figures.requests).toBe(expiries);
    expect(expiries).toBeGreaterThanOrEqual(EXPIRIES);
    // As the provider sees it, a request may be late and the next one not.
    expect(Math.min(...lifetimes)).toBeGreaterThan(USABLE_MS / 2);
    // A caller whose process is kept waiting may miss a token.
    for (const { uses } of reports) expect(uses).toBeGreaterThan((CALLERS * EXPIRIES) / 2);
  }, 180_000);

  it('cost one request if all of them ask for an expired token at the same moment', async () => {
    const { provider, workers } = cluster;
    const waits: number[] = [];
    await cluster.connect(ref);
    await provider.resetBooks();

    for (let wave = 0; wave < EXPIRIES; wave += 1) {
      await cluster.travel(TTL_SECONDS);
      const calls = workers.map((worker) => worker.call(ref, CALLERS));
      const outcomes = (await Promise.all(calls)).flat();
      const tokens = new Set(outcomes.map(({ token }) => token));
      const [token] = tokens;
      expect(tokens.size).toBe(1);
      expect(await provider.accepts(token ?? '')).toBe(true);
      waits.push(Math.max(...outcomes.map(({ ms }) => ms)));
    }

    const { refreshes } = await provider.books();
    recordFigure({
      database: kind.name,
      what: 'all at once',
      measured: {
        expiries: EXPIRIES,
        requests: refreshes.length,
        reuse: failuresOf(refreshes).length,
        'longest wait of a caller, ms': Math.round(Math.max(...waits)),
      },
    });
    expect(failuresOf(refreshes)).toEqual([]);
    expect(refreshes).toHaveLength(EXPIRIES);
  }, 120_000);

  it('cost one request when the token is due, and nobody waits', async () => {
    const { workers } = cluster;
    const slow = await cluster.addProvider({ accessTokenTtlSeconds: LONG_TTL_SECONDS });
    const dueRef: Ref = { app: 'slow-mail', account: 'default' };
    await cluster.createApp(dueRef.app, slow);
    await cluster.connect(dueRef);
    const waits: number[] = [];

    for (let wave = 0; wave < EXPIRIES; wave += 1) {
      const before = await cluster.stored(dueRef);
      await cluster.travel(DUE_AFTER_SECONDS);
      await slow.hold('answer');
      const held = slow.held();
      const calls = workers.map((worker) => worker.call(dueRef, CALLERS));
      // Answered while the request to the provider is not.
      const outcomes = (await Promise.all(calls)).flat();
      await held;
      await slow.release();
      const isRenewed = async () =>
        (await cluster.stored(dueRef))?.tokenVersion !== before?.tokenVersion;
      await until('the token is renewed', isRenewed);
      expect(new Set(outcomes.map(({ token }) => token)).size).toBe(1);
      expect(await slow.accepts(outcomes[0]?.token ?? '')).toBe(true);
      waits.push(Math.max(...outcomes.map(({ ms }) => ms)));
    }

    const { refreshes } = await slow.books();
    recordFigure({
      database: kind.name,
      what: 'due, all at once',
      measured: {
        expiries: EXPIRIES,
        requests: refreshes.length,
        reuse: failuresOf(refreshes).length,
        'longest wait of a caller, ms': Math.round(Math.max(...waits)),
      },
    });
    expect(failuresOf(refreshes)).toEqual([]);
    expect(refreshes).toHaveLength(EXPIRIES);
  }, 120_000);
});

const failuresOf = (refreshes: readonly RefreshAtProvider[]) =>
  refreshes.flatMap(({ failure }) => failure ?? []);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
