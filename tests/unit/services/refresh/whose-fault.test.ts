import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import { withStandard } from '../../../../server/src/protocol-settings';
import {
  failureKindIn,
  failureKindOf,
  judgeFailure,
  type Evidence,
  type FailureKind,
  type FaultVerdict,
  type Neighbours,
} from '../../../../server/src/services/refresh/whose-fault';
import { appRow } from '../../../support/databases/rows';
import { aVariable } from '../../../support/strapi/app-fields';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const NOW_MS = 1_800_000_000_000;

const ALONE: Neighbours = {
  refused: 0,
  unavailable: 0,
  hasHealthy: false,
  hasRefreshedSince: false,
};
const AMONG_HEALTHY: Neighbours = { ...ALONE, hasHealthy: true };
const WHILE_OTHERS_ARE_REFRESHED: Neighbours = { ...AMONG_HEALTHY, hasRefreshedSince: true };

const evidence = (changes: Partial<Evidence>): Evidence => ({
  kind: 'refused',
  retryAfterSeconds: undefined,
  nowMs: NOW_MS,
  failureCount: 0,
  strikes: 0,
  failingSinceMs: null,
  neighbours: ALONE,
  isComparison: false,
  ...changes,
});

const judge = (changes: Partial<Evidence>): FaultVerdict => judgeFailure(evidence(changes));

const CLEARLY = { closesApp: true, isFinal: false, needsComparison: false };

describe('the kind of a failed refresh', () => {
  const CASES: [string, string | undefined, FailureKind][] = [
    ['needs_reconnect', 'invalid_grant', 'ended'],
    ['provider_rejected', 'invalid_client', 'client'],
    ['key_unavailable', undefined, 'client'],
    ['url_not_allowed', 'forbidden_address', 'client'],
    ['provider_rejected', 'unauthorized_client', 'refused'],
    ['provider_rejected', 'invalid_request', 'refused'],
    ['provider_rejected', 'http_400', 'refused'],
    ['provider_rejected', 'http_401', 'refused'],
    ['provider_unavailable', 'http_500', 'failed'],
    ['provider_unavailable', 'not_json', 'failed'],
    ['provider_unavailable', 'network', 'unreachable'],
    ['provider_unavailable', 'timeout', 'unreachable'],
    ['provider_unavailable', 'http_429', 'unreachable'],
  ];

  it.each(CASES)('%s (%s) is "%s"', (code, reason, kind) => {
    expect(failureKindOf({ code, reason } as Parameters<typeof failureKindOf>[0])).toBe(kind);
  });
});

describe('P02 a provider that fails', () => {
  const unavailable = (count: number, hasHealthy = true): Neighbours => ({
    ...ALONE,
    unavailable: count,
    hasHealthy,
  });

  it.each(['failed', 'unreachable'] as const)(
    'fails for everybody when three different connections show it: %s',
    (kind) => {
      expect(judge({ kind, neighbours: unavailable(2), isComparison: true })).toMatchObject({
        ...CLEARLY,
        blame: 'provider',
        strikes: 0,
      });
      expect(judge({ kind, neighbours: unavailable(1) }).closesApp).toBe(false);
    }
  );

  it('fails for everybody when all connections show it, if there are fewer', () => {
    for (const neighbours of [unavailable(0, false), unavailable(1, false)]) {
      const verdict = judge({ kind: 'failed', neighbours });
      expect(verdict).toMatchObject({ ...CLEARLY, blame: 'provider' });
    }
  });

  it('is compared with a connection that has not failed, before and after it counts as down', () => {
    const second = { kind: 'failed', failureCount: 1 } as const;
    expect(judge({ kind: 'failed', neighbours: AMONG_HEALTHY }).needsComparison).toBe(false);
    expect(judge({ ...second, neighbours: AMONG_HEALTHY }).needsComparison).toBe(true);
    expect(judge({ ...second, neighbours: unavailable(2) }).needsComparison).toBe(true);
    expect(
      judge({ ...second, neighbours: unavailable(2), isComparison: true }).needsComparison
    ).toBe(false);
  });

  it('never costs a connection, however long it lasts', () => {
    const verdict = judge({
      kind: 'failed',
      failureCount: 500,
      strikes: 7,
      failingSinceMs: NOW_MS - 100 * HOUR_MS,
      neighbours: unavailable(2, false),
    });
    expect(verdict).toMatchObject({ blame: 'provider', strikes: 7, isFinal: false });
    expect(verdict.waitMs).toBeLessThanOrEqual(15 * MINUTE_MS);
  });

  it('fails for one connection alone while others are refreshed: then the connection is to blame', () => {
    const neighbours = WHILE_OTHERS_ARE_REFRESHED;
    const failingSinceMs = NOW_MS - MINUTE_MS;
    expect(judge({ kind: 'failed', neighbours, failingSinceMs, strikes: 3 })).toMatchObject({
      blame: 'connection',
      strikes: 4,
      closesApp: false,
      isFinal: false,
    });
    expect(judge({ kind: 'failed', neighbours, failingSinceMs, strikes: 7 }).isFinal).toBe(true);
  });

  it('says nothing about a grant by not responding, even to only one connection', () => {
    const verdict = judge({
      kind: 'unreachable',
      neighbours: WHILE_OTHERS_ARE_REFRESHED,
      failingSinceMs: NOW_MS - 100 * HOUR_MS,
      failureCount: 400,
      strikes: 7,
    });
    expect(verdict).toMatchObject({ blame: 'connection', strikes: 7, isFinal: false });
  });

  it.each(['failed', 'unreachable', 'refused', 'client'] as const)(
    'gets no request before its Retry-After: %s',
    (kind) => {
      const verdict = judge({ kind, retryAfterSeconds: 3_600, neighbours: AMONG_HEALTHY });
      expect(verdict.waitMs).toBeGreaterThanOrEqual(HOUR_MS);
    }
  );
});

describe('P03 a refusal', () => {
  const refused = (changes: Partial<Neighbours>): Neighbours => ({
    ...AMONG_HEALTHY,
    refused: 1,
    ...changes,
  });

  it("is the app's fault if the client is refused, whatever the neighbours say", () => {
    const verdict = judge({ kind: 'client', neighbours: WHILE_OTHERS_ARE_REFRESHED });
    expect(verdict).toMatchObject({ ...CLEARLY, blame: 'app', strikes: 0 });
  });

  it("is the app's fault if two connections get it, and so does the one used for comparison", () => {
    expect(judge({ neighbours: refused({}), isComparison: true })).toMatchObject({
      ...CLEARLY,
      blame: 'app',
    });
  });

  it("is the app's fault if two connections get it and there is no other", () => {
    const verdict = judge({ neighbours: refused({ hasHealthy: false }) });
    expect(verdict).toMatchObject({ ...CLEARLY, blame: 'app' });
  });

  it('is unknown, and compared first, while a connection that has not failed can still be tried', () => {
    expect(judge({ neighbours: refused({}) })).toMatchObject({
      blame: 'unknown',
      closesApp: false,
      needsComparison: true,
    });
    expect(judge({ neighbours: AMONG_HEALTHY, strikes: 1 }).needsComparison).toBe(true);
    expect(judge({ neighbours: AMONG_HEALTHY }).needsComparison).toBe(false);
  });

  it("is never the app's fault because of one connection", () => {
    for (const strikes of [0, 1, 6]) {
      expect(judge({ strikes }).blame).toBe('unknown');
      expect(judge({ strikes, neighbours: AMONG_HEALTHY }).blame).toBe('unknown');
    }
  });
});

describe("P01 a grant that ended in the provider's own words", () => {
  const third = {
    neighbours: WHILE_OTHERS_ARE_REFRESHED,
    failureCount: 2,
    strikes: 2,
  };

  it('is over at the third refusal, a quarter of an hour after the first, while others are refreshed', () => {
    const sinceMs = NOW_MS - 15 * MINUTE_MS;
    const verdict = judge({ ...third, failingSinceMs: sinceMs });
    expect(verdict).toMatchObject({ blame: 'connection', isFinal: true });
    expect(judge({ ...third, failingSinceMs: sinceMs + 1 }).isFinal).toBe(false);
    expect(judge({ ...third, strikes: 1, failingSinceMs: sinceMs }).isFinal).toBe(false);
  });

  it('is tried eight times in a day if there is nothing to compare it with', () => {
    let strikes = 0;
    let passedMs = 0;
    for (;;) {
      const failingSinceMs = strikes === 0 ? null : NOW_MS;
      const verdict = judge({ strikes, failingSinceMs, nowMs: NOW_MS + passedMs });
      strikes = verdict.strikes;
      if (verdict.isFinal) break;
      expect(verdict.blame).toBe('unknown');
      passedMs += verdict.waitMs;
    }
    expect(strikes).toBe(8);
    expect(passedMs).toBeGreaterThanOrEqual(24 * HOUR_MS);
    expect(passedMs).toBeLessThan(26 * HOUR_MS);
  });

  it('is tried eight times in a day when the provider fails for it alone', () => {
    let strikes = 0;
    let passedMs = 0;
    for (;;) {
      const verdict = judge({
        kind: 'failed',
        neighbours: WHILE_OTHERS_ARE_REFRESHED,
        failureCount: strikes,
        strikes,
        failingSinceMs: NOW_MS,
        nowMs: NOW_MS + passedMs,
      });
      strikes = verdict.strikes;
      if (verdict.isFinal) break;
      passedMs += verdict.waitMs;
    }
    expect(strikes).toBe(8);
    expect(passedMs).toBeGreaterThanOrEqual(23 * HOUR_MS);
  });
});

describe('a provider that fails while nothing shows whose fault it is', () => {
  it('P02 costs a connection only moments, however often it is tried', () => {
    const failures = [0, 1, 2, 3, 4];
    const verdicts = failures.map((failureCount) =>
      judge({ kind: 'failed', failureCount, neighbours: { ...AMONG_HEALTHY, unavailable: 1 } })
    );
    expect(verdicts.map(({ strikes }) => strikes)).toEqual([0, 0, 0, 0, 0]);
    expect(Math.max(...verdicts.map(({ waitMs }) => waitMs))).toBeLessThanOrEqual(MINUTE_MS);
  });

  it('P02 counts the first tries once others turn out to be refreshed', () => {
    const verdict = judge({
      kind: 'failed',
      failureCount: 2,
      neighbours: WHILE_OTHERS_ARE_REFRESHED,
    });
    expect(verdict).toMatchObject({ blame: 'connection', strikes: 3 });
  });
});

describe('a refusal in an app whose grant needs no person', () => {
  const UNATTENDED = appRow({ protocol: withStandard({ grantType: 'client_credentials' }) });
  const refusal = new ConnectedAppsError('provider_rejected', 'No.', { reason: 'invalid_scope' });

  it('is about the app, because all its connections send the same request', () => {
    expect(failureKindIn(UNATTENDED, refusal)).toBe('client');
    expect(failureKindIn(appRow(), refusal)).toBe('refused');
  });

  it('may be about the connection if its person gave a value', () => {
    const app = { ...UNATTENDED, variables: [aVariable({ source: 'person' })] };
    expect(failureKindIn(app, refusal)).toBe('refused');
    const fixed = { ...UNATTENDED, variables: [aVariable({ source: 'response' })] };
    expect(failureKindIn(fixed, refusal)).toBe('client');
  });

  it('is no outage of the provider', () => {
    const busy = new ConnectedAppsError('provider_unavailable', 'Later.', { reason: 'http_503' });
    expect(failureKindIn(UNATTENDED, busy)).toBe('failed');
  });
});
