import type { Blame } from '../../contracts';
import type { ConnectedAppsError } from '../../errors/connected-apps-error';
import { unattendedGrantOf } from '../../protocol-settings';
import type { App } from '../../store/apps';
import { backoffMs } from '../tokens/token-life';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** An outage: this many connections fail alike, and none is refreshed in between. */
const CONNECTIONS_OF_AN_OUTAGE = 3;
/** A refusal that other connections do not get is final the third time, after a minimum time. */
const STRIKES_OF_A_REFUSAL = 3;
const REFUSED_FOR_AT_LEAST_MS = 15 * MINUTE_MS;
/** How often a connection is tried if there is nothing to compare, or if only this one fails. */
const MAX_STRIKES = 8;

const LONGEST_WAIT_MS = 10 * HOUR_MS;
/** How long to wait after each strike; together a day. */
const WAIT_AFTER_STRIKE_MS = [
  MINUTE_MS,
  15 * MINUTE_MS,
  45 * MINUTE_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  7 * HOUR_MS,
  LONGEST_WAIT_MS,
];
/** A fault may be a glitch, so the first retries follow sooner. */
const GLITCH_STRIKES = 2;

/**
 * What a failed refresh can be about:
 * - `ended`: the provider says that the grant has ended (RFC 6749 §5.2, `invalid_grant`, or words
 *   that its preset lists);
 * - `client`: the provider refuses the client (`invalid_client`), or our own settings forbid the
 *   request;
 * - `refused`: any other refusal, whose words prove nothing;
 * - `failed`: the provider failed (5xx, or a response that cannot be read);
 * - `unreachable`: no response, or "not now" (429). It says nothing about the grant.
 */
export type FailureKind = 'ended' | 'client' | 'refused' | 'failed' | 'unreachable';

const CLIENT_REASONS = ['invalid_client', 'incorrect_client_credentials', 'hook_failed'];

const UNREACHABLE_REASONS = [
  'network',
  'timeout',
  'tls',
  'proxy',
  'jwks_unavailable',
  'http_408',
  'http_425',
  'http_429',
  'temporarily_unavailable',
  'slow_down',
  'rate_limit_exceeded',
  'rate_limited',
  'ratelimited',
  'too_many_requests',
  'request_timeout',
];

export const failureKindOf = ({
  code,
  reason = '',
}: Pick<ConnectedAppsError, 'code' | 'reason'>): FailureKind => {
  switch (code) {
    case 'needs_reconnect':
      return 'ended';
    case 'key_unavailable':
    case 'url_not_allowed':
      return 'client';
    case 'provider_rejected':
      return CLIENT_REASONS.includes(reason) ? 'client' : 'refused';
    default:
      return UNREACHABLE_REASONS.includes(reason) ? 'unreachable' : 'failed';
  }
};

/**
 * The same, for an app. If its grant needs no person, all its connections send the same request, so
 * a refusal is about the app: its credentials, its key or its scopes. Values of the person who
 * connects make requests differ.
 */
export const failureKindIn = (
  { protocol, variables }: Pick<App, 'protocol' | 'variables'>,
  error: ConnectedAppsError
): FailureKind => {
  const kind = failureKindOf(error);
  const isSameForAll =
    unattendedGrantOf(protocol) !== null && variables.every(({ source }) => source !== 'person');
  return kind === 'refused' && isSameForAll ? 'client' : kind;
};

/** The known facts about the app's other active connections. */
export interface Neighbours {
  /** How many are being refused, with none refreshed since. */
  refused: number;
  /** For how many the provider fails or does not respond, with none refreshed since. */
  unavailable: number;
  /** Whether one of them has a refresh token and no failure, so that it can be compared. */
  hasHealthy: boolean;
  /** Whether one of them has been refreshed since this connection began to fail. */
  hasRefreshedSince: boolean;
}

export interface Evidence {
  kind: Exclude<FailureKind, 'ended'>;
  /** The provider's `Retry-After`. */
  retryAfterSeconds: number | undefined;
  nowMs: number;
  /** Of this connection, before this failure. */
  failureCount: number;
  strikes: number;
  /** When the first refresh of this series failed, epoch milliseconds; null: this is the first. */
  failingSinceMs: number | null;
  neighbours: Neighbours;
  /** This connection was refreshed for comparison with one that fails. */
  isComparison: boolean;
}

export interface FaultVerdict {
  blame: Blame;
  /** Failures that count against the connection, this one included. */
  strikes: number;
  /** The connection ends: only a new consent helps, unless the verdict is wrong. */
  isFinal: boolean;
  waitMs: number;
  /** No connection of the app is to be refreshed for now. */
  closesApp: boolean;
  /** A connection that has not failed must be refreshed: its response shows whose fault it is. */
  needsComparison: boolean;
}

type Finding = Pick<FaultVerdict, 'blame'> &
  Partial<Pick<FaultVerdict, 'closesApp' | 'needsComparison'>> & {
    /** The failure counts against the connection. */
    isStrike: boolean;
  };

const judgeRefusal = ({ neighbours, strikes, isComparison }: Evidence): Finding => {
  const { refused, hasHealthy, hasRefreshedSince } = neighbours;
  if (hasRefreshedSince) return { blame: 'connection', isStrike: true };
  const isSuspicious = refused > 0 || strikes > 0;
  const canCompare = hasHealthy && !isComparison;
  if (refused > 0 && !canCompare) return { blame: 'app', isStrike: false, closesApp: true };
  return { blame: 'unknown', isStrike: true, needsComparison: isSuspicious && canCompare };
};

const judgeOutage = (
  { neighbours, failureCount, isComparison }: Evidence,
  mayBeTheGrant: boolean
): Finding => {
  const { unavailable, hasHealthy, hasRefreshedSince } = neighbours;
  if (hasRefreshedSince) return { blame: 'connection', isStrike: mayBeTheGrant };
  const canCompare = hasHealthy && !isComparison;
  const isOutage = unavailable + 1 >= CONNECTIONS_OF_AN_OUTAGE || !hasHealthy;
  if (isOutage) {
    return { blame: 'provider', isStrike: false, closesApp: true, needsComparison: canCompare };
  }
  const needsComparison = canCompare && failureCount > 0;
  return { blame: 'provider', isStrike: false, needsComparison };
};

const find = (evidence: Evidence): Finding => {
  switch (evidence.kind) {
    case 'client':
      return { blame: 'app', isStrike: false, closesApp: true };
    case 'refused':
      return judgeRefusal(evidence);
    case 'failed':
      return judgeOutage(evidence, true);
    case 'unreachable':
      return judgeOutage(evidence, false);
  }
};

const isFinal = (
  { kind, failingSinceMs, nowMs }: Evidence,
  { blame, isStrike }: Finding,
  strikes: number
): boolean => {
  if (!isStrike) return false;
  const refusedForMs = nowMs - (failingSinceMs ?? nowMs);
  const isRefusedAlone =
    kind === 'refused' &&
    blame === 'connection' &&
    strikes >= STRIKES_OF_A_REFUSAL &&
    refusedForMs >= REFUSED_FOR_AT_LEAST_MS;
  return isRefusedAlone || (blame !== 'provider' && strikes >= MAX_STRIKES);
};

const waitMs = (
  { kind, failureCount, retryAfterSeconds }: Evidence,
  { isStrike }: Finding,
  strikes: number
): number => {
  const isGlitch = kind === 'failed' && strikes <= GLITCH_STRIKES;
  if (!isStrike || isGlitch) return backoffMs(failureCount + 1, retryAfterSeconds);
  const ladderMs = WAIT_AFTER_STRIKE_MS[strikes - 1] ?? LONGEST_WAIT_MS;
  return Math.max(ladderMs, (retryAfterSeconds ?? 0) * 1_000);
};

/** Possible glitches were already retried soon, whatever the verdict on them was. */
const strikesBefore = ({ kind, strikes, failureCount }: Evidence): number =>
  kind === 'failed' ? Math.max(strikes, Math.min(failureCount, GLITCH_STRIKES)) : strikes;

/**
 * Judges whose fault a failed refresh is, and what follows. Providers report a dead grant in their
 * own words, so evidence decides: how the same request fares for the app's other connections. A
 * pure function.
 */
export const judgeFailure = (evidence: Evidence): FaultVerdict => {
  const finding = find(evidence);
  const strikes = finding.isStrike ? strikesBefore(evidence) + 1 : evidence.strikes;
  return {
    blame: finding.blame,
    strikes,
    isFinal: isFinal(evidence, finding, strikes),
    waitMs: waitMs(evidence, finding, strikes),
    closesApp: finding.closesApp ?? false,
    needsComparison: finding.needsComparison ?? false,
  };
};
