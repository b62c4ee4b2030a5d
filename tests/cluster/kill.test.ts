import { recordFigure } from '../support/cluster/figures';
import { Cluster, LEASE_TTL_MS } from '../support/cluster/house';
import { KillRounds, POINTS, type RoundReport } from '../support/cluster/kill-rounds';
import { databases } from '../support/databases/databases';

const ROUNDS = Number(process.env.CLUSTER_ROUNDS ?? 20);
const ROUND_MS = 45_000;
const BOOT_MS = 120_000;

/** One that dies, and enough that live while the next one boots. */
const PROCESSES = 5;

describe.each(databases)('$name: kill -9 of the process that refreshes', (kind) => {
  let cluster: Cluster;
  let rounds: KillRounds;

  beforeAll(async () => {
    cluster = await Cluster.open(kind, PROCESSES, { isQuiet: true });
    rounds = await KillRounds.prepare(cluster);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  it.each(POINTS)(
    `%s, ${ROUNDS} times: another process recovers, or says that the rotation is lost`,
    async (point) => {
      const startedAt = Date.now();
      const reports: RoundReport[] = [];
      for (let round = 0; round < ROUNDS; round += 1) reports.push(await rounds.run(point, round));

      const count = (of: 'strict' | 'graceful', result: string) =>
        reports.filter((report) => report[of].result === result).length;
      recordFigure({
        database: kind.name,
        what: `kill -9 ${point}`,
        measured: {
          rounds: ROUNDS,
          'saved by the dead': count('strict', 'saved'),
          recovered: count('strict', 'recovered'),
          lost: count('strict', 'lost'),
          'with grace: saved': count('graceful', 'saved'),
          'with grace: recovered': count('graceful', 'recovered'),
          'with grace: lost': count('graceful', 'lost'),
          seconds: Math.round((Date.now() - startedAt) / 1_000),
        },
      });
      for (const { strict, graceful } of reports) {
        expect(strict.fate).toEqual(strict.expectedFate);
        expect(graceful.fate).toEqual(graceful.expectedFate);
        expect(graceful.result).not.toBe('lost');
      }
    },
    ROUNDS * ROUND_MS
  );

  it(
    'leaves a lease that expires by itself after a minute, for the callers that wait',
    async () => {
      const { waitedMs, isValid } = await rounds.realLease();
      recordFigure({
        database: kind.name,
        what: 'takeover after a lease in real time',
        measured: { 'waited, ms': Math.round(waitedMs) },
      });
      expect(isValid).toBe(true);
      expect(waitedMs).toBeLessThan(LEASE_TTL_MS + 2_000);
    },
    2 * LEASE_TTL_MS
  );
});
