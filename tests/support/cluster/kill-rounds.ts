import { setTimeout as sleep } from 'node:timers/promises';

import { LEASE_TTL_MS, type Cluster, type StoredConnection } from './house';
import type { ClusterProvider } from './provider';
import type { CallOutcome, Failpoint, Ref, Worker } from './worker';
import { nth, only } from '../elements';

/** When the process that refreshes is killed. */
export const POINTS = [
  'before the request',
  'after the request left',
  'after the answer and before the save',
  'during the save',
  'after the save',
] as const;

export type Point = (typeof POINTS)[number];

/**
 * Depends on what the dead process left behind: a stored token; a refresh token that still works;
 * or a spent refresh token whose response is lost.
 */
export type Result = 'saved' | 'recovered' | 'lost';

/** What happened to a connection. */
export interface Fate {
  /** After the death. */
  requests: number;
  refusedRequests: number;
  /** What the callers in the other processes got, without duplicates. */
  callers: string[];
  stored: { status: string; statusReason: string | null; versions: number; isLeased: boolean };
}

export interface ConnectionReport {
  result: Result;
  fate: Fate;
  expectedFate: Fate;
}

export interface RoundReport {
  strict: ConnectionReport;
  graceful: ConnectionReport;
}

const healthy = (requests: number): Fate => ({
  requests,
  refusedRequests: 0,
  callers: ['valid token'],
  stored: { status: 'active', statusReason: null, versions: 1, isLeased: false },
});

const EXPECTED_FATES: Record<Result, Fate> = {
  saved: healthy(0),
  recovered: healthy(1),
  lost: {
    requests: 1,
    refusedRequests: 1,
    callers: ['needs_reconnect rotation_lost'],
    stored: {
      status: 'needs_reconnect',
      statusReason: 'rotation_lost',
      versions: 1,
      isLeased: false,
    },
  },
};

/** One second longer than the lifetime of the providers' access tokens. */
const EXPIRED_AFTER_SECONDS = 61;
const GRACE_SECONDS = 600;
const CALLERS = 3;
const MIN_CAST = 3;

/** Enough for the other processes to reach the lease, and for a database to finish its work. */
const SETTLE_MS = 60;

/** About as long as a save, so that a kill hits before, during or after it. */
const MAX_SAVE_MS = 12;

const FAILPOINTS: Partial<Record<Point, Failpoint>> = {
  'before the request': 'before-request',
  'after the answer and before the save': 'before-save',
  'during the save': 'before-save',
  'after the save': 'after-save',
};

/** A connection that the process is refreshing when it is killed. */
interface Patient {
  ref: Ref;
  provider: ClusterProvider;
  hasGrace: boolean;
}

/** What a caller got that waited until a lease expired. */
export interface SleepersToken {
  waitedMs: number;
  isValid: boolean;
}

interface State {
  rotations: number;
  stored: StoredConnection;
}

/**
 * Kills one process after the other while it refreshes two connections: one at a provider that
 * ends the grant if a refresh token is used twice, one at a provider with a grace period.
 */
export class KillRounds {
  #turn = 0;

  private constructor(
    private readonly cluster: Cluster,
    private readonly strict: Patient,
    private readonly graceful: Patient,
    /** Waits for the lease of a dead process to expire. */
    private readonly sleeper: { observer: Worker; waiting: Promise<SleepersToken> }
  ) {}

  static async prepare(cluster: Cluster): Promise<KillRounds> {
    const strict = await admit(cluster, 'strict', cluster.provider, false);
    const lenient = await cluster.addProvider({ refreshTokenGraceSeconds: GRACE_SECONDS });
    const graceful = await admit(cluster, 'graceful', lenient, true);
    const patient = await admit(cluster, 'sleeper', await cluster.addProvider(), false);
    const victim = nth(cluster.workers, 0);
    const observer = nth(cluster.workers, 1);
    await cluster.travel(EXPIRED_AFTER_SECONDS);
    const dead = await stopAt(victim, 'before-request', [patient]);
    const waiting = waitLong(observer, patient);
    waiting.catch(() => undefined);
    await dead();
    const rounds = new KillRounds(cluster, strict, graceful, { observer, waiting });
    rounds.#replace(victim);
    return rounds;
  }

  get #patients(): Patient[] {
    return [this.strict, this.graceful];
  }

  get #refs(): Ref[] {
    return this.#patients.map(({ ref }) => ref);
  }

  async run(point: Point, round: number): Promise<RoundReport> {
    const { victim, others } = await this.#cast();
    await this.#heal();
    await this.cluster.travel(EXPIRED_AFTER_SECONDS);
    const before = await this.#states();

    const kill = await this.#bringTo(point, round, victim);
    const calls = this.#patients.map(({ ref }) => others.map((other) => other.call(ref, CALLERS)));
    await sleep(SETTLE_MS);
    await kill();
    this.#replace(victim);

    const atDeath = await this.#states();
    assertLeased(atDeath, before);
    await this.cluster.endLeases(this.#refs);
    const outcomes = await Promise.all(calls.map((ofPatient) => Promise.all(ofPatient)));
    const reports = await Promise.all(
      this.#patients.map((patient, i) =>
        this.#judge(patient, nth(before, i), nth(atDeath, i), nth(outcomes, i).flat(), others)
      )
    );
    return { strict: nth(reports, 0), graceful: nth(reports, 1) };
  }

  /** The result of waiting for the lease of a dead process to expire by itself. */
  realLease(): Promise<SleepersToken> {
    return this.sleeper.waiting;
  }

  /** Which process dies next, and which survive; waits for booting ones. */
  async #cast(): Promise<{ victim: Worker; others: Worker[] }> {
    while (this.#candidates.length < MIN_CAST) await this.cluster.nextBooted();
    const candidates = this.#candidates;
    this.#turn += 1;
    const victim = nth(candidates, this.#turn % candidates.length);
    return { victim, others: candidates.filter((candidate) => candidate !== victim) };
  }

  get #candidates(): Worker[] {
    return this.cluster.alive.filter((worker) => worker !== this.sleeper.observer);
  }

  #replace(victim: Worker): void {
    this.cluster.forget(victim);
    this.cluster.boot().catch(() => undefined);
  }

  /** Reconnects what the previous round lost. */
  async #heal(): Promise<void> {
    for (const { ref } of this.#patients) {
      const stored = await this.cluster.stored(ref);
      if (stored?.status !== 'active') await this.cluster.connect(ref);
    }
    await Promise.all(this.#patients.map(({ provider }) => provider.resetBooks()));
  }

  #states(): Promise<State[]> {
    return Promise.all(
      this.#patients.map(async ({ ref, provider }) => {
        const stored = await this.cluster.stored(ref);
        if (!stored) throw new Error(`${ref.app} is gone`);
        return { rotations: (await provider.books()).refreshes.length, stored };
      })
    );
  }

  /** @returns a function that kills it there */
  #bringTo(point: Point, round: number, victim: Worker): Promise<() => Promise<void>> {
    if (point === 'after the request left') {
      return this.#bringToRequest(victim, round % 2 === 0 ? 'request' : 'answer');
    }
    if (point === 'during the save') return this.#bringToSave(victim, round % 2 === 0);
    return stopAt(victim, FAILPOINTS[point] ?? 'before-request', this.#patients);
  }

  /** Held by the provider before it handles the request, or with the response ready. */
  async #bringToRequest(victim: Worker, place: 'request' | 'answer') {
    const providers = this.#patients.map(({ provider }) => provider);
    await Promise.all(providers.map((provider) => provider.hold(place)));
    const held = Promise.all(providers.map((provider) => provider.held()));
    for (const { ref } of this.#patients) ask(victim, ref);
    await held;
    return async () => {
      await victim.kill();
      await Promise.all(providers.map((provider) => provider.release()));
    };
  }

  /** Held by the database before the save; or killed at a random moment of the save. */
  async #bringToSave(victim: Worker, isHeld: boolean) {
    const kill = await stopAt(victim, 'before-save', this.#patients);
    return async () => {
      const unlock = isHeld ? await this.cluster.lockRows(this.#refs) : async () => undefined;
      await victim.goOn().catch(() => undefined);
      await sleep(isHeld ? SETTLE_MS : Math.random() * MAX_SAVE_MS);
      await kill();
      await unlock();
      await this.#letDatabaseEnd();
    };
  }

  /** Waits until the database has ended the statement of the dead client. */
  async #letDatabaseEnd(): Promise<void> {
    await sleep(SETTLE_MS);
    const unlock = await this.cluster.lockRows(this.#refs);
    await unlock();
  }

  async #judge(
    { ref, provider, hasGrace }: Patient,
    before: State,
    atDeath: State,
    outcomes: CallOutcome[],
    others: Worker[]
  ): Promise<ConnectionReport> {
    const isSaved = atDeath.stored.tokenVersion > before.stored.tokenVersion;
    const isRotated = atDeath.rotations > before.rotations;
    const result = isSaved ? 'saved' : isRotated && !hasGrace ? 'lost' : 'recovered';

    // Later callers cost no more requests.
    const later = await Promise.all(others.map((other) => other.call(ref)));
    const said = await describe(provider, [...outcomes, ...later.flat()]);
    const { refreshes } = await provider.books();
    const after = refreshes.slice(atDeath.rotations);
    const stored = await this.cluster.stored(ref);
    return {
      result,
      expectedFate: EXPECTED_FATES[result],
      fate: {
        requests: after.length,
        refusedRequests: after.filter(({ failure }) => failure !== null).length,
        callers: said,
        stored: {
          status: stored?.status ?? 'gone',
          statusReason: stored?.statusReason ?? null,
          versions: (stored?.tokenVersion ?? 0) - before.stored.tokenVersion,
          isLeased: stored?.leaseOwner !== null,
        },
      },
    };
  }
}

const admit = async (
  cluster: Cluster,
  app: string,
  provider: ClusterProvider,
  hasGrace: boolean
): Promise<Patient> => {
  const ref = { app, account: 'default' };
  await cluster.createApp(app, provider);
  await cluster.connect(ref);
  return { ref, provider, hasGrace };
};

const waitLong = async (observer: Worker, { ref, provider }: Patient): Promise<SleepersToken> => {
  const { token, ms } = only(await observer.call(ref, 1, {}, 5 * LEASE_TTL_MS));
  // Immediately, because the token is short-lived.
  return { waitedMs: ms, isValid: await provider.accepts(token ?? '') };
};

/** Ignores the result: the victim dies before it can send one. */
const ask = (victim: Worker, ref: Ref): void => {
  victim.call(ref, CALLERS).catch(() => undefined);
};

/** @returns a function that kills it there */
const stopAt = async (victim: Worker, point: Failpoint, patients: readonly Patient[]) => {
  const reached = Promise.all(patients.map(({ ref }) => victim.reached(point, ref.app)));
  await victim.arm(point);
  for (const { ref } of patients) ask(victim, ref);
  await reached;
  return () => victim.kill();
};

/** The dead process holds the lease, for at most the lifetime of a lease. */
const assertLeased = (atDeath: readonly State[], before: readonly State[]): void => {
  atDeath.forEach(({ stored }, i) => {
    if (stored.tokenVersion > nth(before, i).stored.tokenVersion) return;
    const leftMs = (stored.leaseUntilMs ?? 0) - Date.now();
    if (leftMs <= 0 || leftMs > LEASE_TTL_MS) throw new Error(`a lease of ${leftMs} ms`);
  });
};

/** What callers got, without duplicates; tokens are checked at the provider's API. */
const describe = async (
  provider: ClusterProvider,
  outcomes: readonly CallOutcome[]
): Promise<string[]> => {
  const said = new Set<string>();
  const tokens = new Set<string>();
  for (const { token, failure } of outcomes) {
    if (token) tokens.add(token);
    else said.add(`${failure?.code ?? failure?.message} ${failure?.reason ?? ''}`.trim());
  }
  for (const token of tokens) {
    said.add((await provider.accepts(token)) ? 'valid token' : 'invalid token');
  }
  if (tokens.size > 1) said.add('different tokens');
  return [...said];
};
