import { setTimeout as sleep } from 'node:timers/promises';

import { recordFigure } from '../support/cluster/figures';
import { Cluster } from '../support/cluster/house';
import type { HoldPlace } from '../support/cluster/provider';
import type { Ref, Worker } from '../support/cluster/worker';
import { databases } from '../support/databases/databases';
import { nth, only } from '../support/elements';
import { until } from '../support/until';

const BOOT_MS = 120_000;

/** How late an instance may notice what another one has ended. */
const NOTICE_SECONDS = 10;
const TTL_SECONDS = 3_600;

/** Less than the process manager's patience, and than the test's own. */
const SHUTDOWN_MS = 5_000;

describe.each(databases)('$name: two instances', (kind) => {
  let cluster: Cluster;
  let here: Worker;
  let there: Worker;
  let lastApp = 0;

  beforeAll(async () => {
    cluster = await Cluster.open(kind, 2, {
      accessTokenTtlSeconds: TTL_SECONDS,
      isQuiet: true,
    });
    here = nth(cluster.workers, 0);
    there = nth(cluster.workers, 1);
  }, BOOT_MS);

  afterAll(() => cluster?.close(), BOOT_MS);

  /** The next test's books are about its own app only. */
  afterEach(async () => {
    await here.deleteApp(`mail-${lastApp}`).catch(() => undefined);
  });

  /** A connection to an app of its own, whose token both instances have in memory. */
  const connected = async (provider = cluster.provider): Promise<Ref> => {
    lastApp += 1;
    const ref = { app: `mail-${lastApp}`, account: 'default' };
    await cluster.createApp(ref.app, provider);
    await cluster.connect(ref);
    for (const instance of [here, there]) expect(await ask(instance, ref)).toBe('token');
    await provider.resetBooks();
    return ref;
  };

  const ask = async (instance: Worker, ref: Ref): Promise<string | undefined> => {
    const { token, failure } = only(await instance.call(ref));
    return token ? 'token' : (failure?.code ?? failure?.message);
  };

  describe('when one ends what the other serves from memory', () => {
    it.each([
      ['disconnects', 'not_connected', (ref: Ref) => here.disconnect(ref)],
      ['deletes the app', 'app_not_found', ({ app }: Ref) => here.deleteApp(app)],
      [
        'switches off the app',
        'app_disabled',
        ({ app }: Ref) => here.updateApp(app, { enabled: false }),
      ],
    ])(
      `one %s: the other responds ${NOTICE_SECONDS} s later with %s`,
      async (_what, code, end) => {
        const ref = await connected();
        await end(ref);
        expect(await ask(here, ref)).toBe(code);
        await cluster.travel(NOTICE_SECONDS);
        expect(await ask(there, ref)).toBe(code);
      },
      30_000
    );

    it(`the other notices within ${NOTICE_SECONDS} s of real time, and stays with it`, async () => {
      const [disconnected, deleted] = [await connected(), await connected()];
      // Looked at in this moment, so that the longest time passes until the next look.
      await Promise.all([there.forgetApp(disconnected.app), there.forgetApp(deleted.app)]);
      const untilFailure = (ref: Ref) => there.askUntilFailure(ref, 20, 2 * NOTICE_SECONDS * 1_000);
      const asking = Promise.all([untilFailure(disconnected), untilFailure(deleted)]);
      await Promise.all([here.disconnect(disconnected), here.deleteApp(deleted.app)]);
      const [disconnect, deletion] = await asking;

      recordFigure({
        database: kind.name,
        what: 'another instance notices',
        measured: {
          'a disconnect after ms': Math.round(disconnect.afterMs),
          'a deleted app after ms': Math.round(deletion.afterMs),
        },
      });
      expect(disconnect.failure?.code).toBe('not_connected');
      expect(deletion.failure?.code).toBe('app_not_found');
      expect(disconnect.afterMs).toBeLessThan(NOTICE_SECONDS * 1_000);
      expect(deletion.afterMs).toBeLessThan(NOTICE_SECONDS * 1_000);
      expect(await ask(there, disconnected)).toBe('not_connected');
      expect(await ask(there, deleted)).toBe('app_not_found');
    }, 60_000);
  });

  describe('when one ends what the other is refreshing', () => {
    /** The refresh of the other is at the provider, where nothing can be revoked meanwhile. */
    const refreshing = async (ref: Ref, place: HoldPlace) => {
      const { provider } = cluster;
      await provider.hold(place);
      const held = provider.held();
      const answer = there.call(ref, 5, { forceRefresh: true });
      await held;
      await provider.breakRevocation(true);
      /** The provider works again, and answers. */
      return async () => {
        await provider.breakRevocation(false);
        await provider.release();
        const outcomes = await answer;
        const { lastIssued } = await provider.books();
        return { outcomes, late: lastIssued ?? '' };
      };
    };

    const hasTriedToRevoke = async () => (await cluster.provider.books()).revocations > 0;

    afterEach(async () => {
      await cluster.provider.breakRevocation(false);
      await cluster.provider.release();
    });

    it.each<[string, string, HoldPlace, (ref: Ref) => Promise<unknown>]>([
      ['disconnects', 'not_connected', 'request', (ref) => here.disconnect(ref)],
      ['disconnects', 'not_connected', 'answer', (ref) => here.disconnect(ref)],
      ['deletes the app', 'app_not_found', 'request', ({ app }) => here.deleteApp(app)],
      ['deletes the app', 'app_not_found', 'answer', ({ app }) => here.deleteApp(app)],
    ])(
      'one %s (%s) while the other waits for the %s: the late response is revoked, not stored',
      async (_what, code, place, end) => {
        const { provider } = cluster;
        const ref = await connected();
        const finish = await refreshing(ref, place);
        await end(ref);
        await until('the one has tried to revoke', hasTriedToRevoke);
        await provider.resetBooks();
        const { outcomes, late } = await finish();

        expect(new Set(outcomes.map(({ failure }) => failure?.code))).toEqual(
          new Set(['not_connected'])
        );
        expect(await cluster.stored(ref)).toBeNull();
        await until('the other has revoked', hasTriedToRevoke);
        await until('the late token is dead', async () => !(await provider.accepts(late)));
        expect(await ask(there, ref)).toBe(code);
      },
      30_000
    );

    it('one connects another account while the other waits for the response: the new grant stays', async () => {
      const { provider } = cluster;
      const ref = await connected();
      const finish = await refreshing(ref, 'answer');
      await cluster.connect(ref, { account: 'john' }, here);
      const connectedToJohn = await cluster.stored(ref);
      const { outcomes } = await finish();

      expect(await cluster.stored(ref)).toEqual(connectedToJohn);
      expect(await there.status(ref)).toMatchObject({ accountLabel: 'john@demo.test' });
      const tokens = new Set(outcomes.map(({ token }) => token));
      expect(tokens.size).toBe(1);
      for (const token of tokens) expect(await provider.accepts(token ?? '')).toBe(true);
    }, 30_000);
  });

  describe('when a refresh outlives its lease', () => {
    /** Here the provider has answered, and nothing is stored yet; the lease is over. */
    const answered = async (ref: Ref) => {
      const reached = here.reached('before-save', ref.app);
      await here.arm('before-save');
      const answer = here.call(ref, 5, { forceRefresh: true });
      await reached;
      await cluster.endLeases([ref]);
      return async () => {
        await here.goOn();
        return answer;
      };
    };

    const stored = async (ref: Ref) => {
      const row = await cluster.stored(ref);
      if (!row) throw new Error('the connection is gone');
      return row;
    };

    it('the response is stored if nobody else has asked', async () => {
      const ref = await connected();
      const before = await stored(ref);
      const finish = await answered(ref);
      const { token } = nth(await finish(), 0);
      expect((await stored(ref)).tokenVersion).toBe(before.tokenVersion + 1);
      expect(await cluster.provider.accepts(token ?? '')).toBe(true);
      expect((await there.call(ref, 1, { minValiditySeconds: 3_000 }))[0]?.token).toBeDefined();
    }, 30_000);

    it('the response that another instance has stored is used if the provider has a grace period', async () => {
      const lenient = await cluster.addProvider({
        accessTokenTtlSeconds: TTL_SECONDS,
        refreshTokenGraceSeconds: 60,
      });
      const ref = await connected(lenient);
      const before = await stored(ref);
      const finish = await answered(ref);
      const [other] = await there.call(ref, 1, { forceRefresh: true });
      const late = await finish();
      expect(new Set(late.map(({ token }) => token))).toEqual(new Set([other?.token]));
      expect(await lenient.accepts(other?.token ?? '')).toBe(true);
      expect(await stored(ref)).toMatchObject({
        status: 'active',
        tokenVersion: before.tokenVersion + 1,
      });
      expect((await here.call(ref))[0]?.token).toBe(other?.token);
    }, 30_000);

    it('the rotation is reported as lost if another instance was refused', async () => {
      const ref = await connected();
      const finish = await answered(ref);
      const other = only(await there.call(ref, 1, { forceRefresh: true }));
      const late = await finish();
      for (const { failure } of [other, ...late]) {
        expect(failure).toMatchObject({ code: 'needs_reconnect', reason: 'rotation_lost' });
      }
    }, 30_000);
  });

  describe('when both refresh ahead of need', () => {
    it('costs one request', async () => {
      const ref = await connected();
      await cluster.travel(TTL_SECONDS - 60);
      await Promise.all([here.renewAhead(), there.renewAhead()]);
      const { refreshes } = await cluster.provider.books();
      expect(refreshes.map(({ failure }) => failure)).toEqual([null]);
      expect(await ask(here, ref)).toBe('token');
    }, 30_000);

    it('a caller in the meantime waits for the one that refreshes', async () => {
      const ref = await connected();
      await cluster.travel(TTL_SECONDS + 60);
      const reached = there.reached('before-lease', ref.app);
      await there.arm('before-lease');
      const run = there.renewAhead();
      await reached;
      await cluster.provider.hold('answer');
      const held = cluster.provider.held();
      const first = here.call(ref);
      await held;
      const second = there.call(ref);
      await there.goOn();
      await sleep(300);
      await cluster.provider.release();
      await run;
      const [early, [late]] = await Promise.all([first, second]);
      expect(late?.failure).toBeUndefined();
      expect(late?.token).toBe(only(early).token);
    }, 30_000);
  });

  describe('when one is shut down', () => {
    it('stores what the provider is about to send before it stops', async () => {
      const leaving = await cluster.boot();
      const ref = await connected();
      await cluster.provider.hold('answer');
      const held = cluster.provider.held();
      const answer = leaving.call(ref, 1, { forceRefresh: true });
      answer.catch(() => undefined);
      await held;
      const before = await cluster.stored(ref);
      const stopped = leaving.stop();
      await cluster.provider.release();
      await stopped;
      cluster.forget(leaving);
      const after = await cluster.stored(ref);
      expect(after?.tokenVersion).toBe((before?.tokenVersion ?? 0) + 1);
      expect(await ask(here, ref)).toBe('token');
    }, 30_000);

    it('does not wait for the refresh of another', async () => {
      const leaving = await cluster.boot();
      const ref = await connected();
      await cluster.provider.hold('answer');
      const held = cluster.provider.held();
      const answer = here.call(ref, 1, { forceRefresh: true });
      await held;
      leaving.call(ref, 5, { forceRefresh: true }).catch(() => undefined);
      await sleep(300);
      const startedAt = Date.now();
      await leaving.stop();
      const ms = Date.now() - startedAt;
      await cluster.provider.release();
      await answer;
      cluster.forget(leaving);
      expect(ms).toBeLessThan(SHUTDOWN_MS);
    }, 30_000);
  });
});
