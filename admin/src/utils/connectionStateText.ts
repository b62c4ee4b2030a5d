import type {
  AppState,
  Blame,
  ConnectionFault,
  ConnectionState,
  ConnectionStateName,
  ConnectionSummary,
  Turn,
} from '../../../server/src/contracts';
import type { Translate, TranslationKey } from '../hooks/useTranslate';
import {
  nextTry,
  outageKey,
  withCode,
  type Look,
  type Reader,
  type StateText,
  type Words,
} from './stateText';

export interface ConnectionReader extends Reader {
  /** The reader may reconnect the connection, rather than only look at it. */
  isOwner: boolean;
}

type Tell = (connection: ConnectionSummary, words: Words, reader: ConnectionReader) => StateText;

const REASONS = [
  'invalid_grant',
  'no_refresh_token',
  'rotation_lost',
  'app_changed',
  'subject_changed',
  'tampered',
  'refused',
] as const;

const reasonText = (t: Translate, reason: string | null): string => {
  const known = REASONS.find((one) => one === reason);
  if (known) return t(`connection.reason.${known}`);
  return reason ? t('connection.reason.other', { reason }) : t('connection.reason.unknown');
};

const seenKey = (fault: ConnectionFault): TranslationKey =>
  fault.code === 'provider_unavailable' ? outageKey(fault) : 'connection.failing.refused';

/** The title depends on the blame, or on the symptom if neither provider nor app is to blame. */
const FAILING = {
  provider: outageKey,
  app: () => 'connection.failing.app',
  connection: seenKey,
  unknown: seenKey,
} satisfies Record<Blame, (fault: ConnectionFault) => TranslationKey>;

const isTroubled = (name: ConnectionStateName): boolean =>
  name === 'failing' || name === 'needs_reconnect';

const lacksScopes = ({ scopesRefused, scopesNotAsked }: ConnectionState): boolean =>
  scopesRefused.length + scopesNotAsked.length > 0;

/** If a connection lacks scopes and nobody else has to act, it is the owner's turn. */
const turnOf = (state: ConnectionState): Turn =>
  state.turn === 'nobody' && lacksScopes(state) && !isTroubled(state.name) ? 'owner' : state.turn;

/** Whether the stored refresh token is worth a manual retry. */
export const canTryAgain = ({ state }: ConnectionSummary): boolean =>
  state.canTryAgain && isTroubled(state.name);

type Advise = (connection: ConnectionSummary, reader: ConnectionReader) => TranslationKey | null;

const ADVICE = {
  nobody: () => null,
  owner: (connection, { isOwner }) => {
    if (isOwner) {
      return canTryAgain(connection) ? 'connection.pressEither' : 'connection.pressReconnect';
    }
    return connection.owner.kind === 'shared'
      ? 'connection.sharedMustReconnect'
      : 'connection.ownerMustReconnect';
  },
  admin: (_connection, { canConfigure, isOwner }) => {
    if (!canConfigure) return 'connection.adminMustRepair';
    // In a table with one row for each connection, every row would repeat the app's message.
    return isOwner ? null : 'connection.repairOnPage';
  },
} satisfies Record<Turn, Advise>;

const advice = (
  connection: ConnectionSummary,
  { t }: Words,
  reader: ConnectionReader
): string[] => {
  const advise: Advise = ADVICE[turnOf(connection.state)];
  const key = advise(connection, reader);
  return key ? [t(key)] : [];
};

const accountLine = ({ accountLabel: account }: ConnectionSummary, { t }: Words): string[] =>
  account ? [t('connection.account', { account })] : [];

/** What this provider requires before it issues a refresh token. */
const refreshTokenLine = ({ refreshTokenAdvice: line }: ConnectionSummary): string[] =>
  line === null ? [] : [line];

/** Which scopes the connection lacks, whatever its state. */
const scopeLines = ({ state }: ConnectionSummary, { t }: Words): string[] => {
  const { scopesRefused, scopesNotAsked } = state;
  return [
    ...(scopesRefused.length > 0
      ? [t('connection.scopesRefused', { scopes: scopesRefused.join(', ') })]
      : []),
    ...(scopesNotAsked.length > 0
      ? [t('connection.scopesNotAsked', { scopes: scopesNotAsked.join(', ') })]
      : []),
  ];
};

const accessLine = ({ state, expiresAt }: ConnectionSummary, { t, moment }: Words): string => {
  if (!state.isTokenValid) return t('connection.access.none');
  return expiresAt === null
    ? t('connection.access.works')
    : t('connection.access.until', { when: moment(expiresAt) });
};

const tellConnected: Tell = ({ accountLabel: account }, { t }) => ({
  look: 'success',
  title: account ? t('connection.activeAs', { account }) : t('connection.active'),
  details: [],
});

const tellLimited: Tell = (connection, words, reader) => {
  const { t } = words;
  const { accountLabel: account } = connection;
  return {
    look: 'warning',
    title: account ? t('connection.limitedAs', { account }) : t('connection.limited'),
    details: [...scopeLines(connection, words), ...advice(connection, words, reader)],
  };
};

const failingTitle = ({ since, fault, providerHost }: ConnectionState, words: Words): string => {
  const { t, moment } = words;
  const keyOf: (failed: ConnectionFault) => TranslationKey = FAILING[fault?.blame ?? 'unknown'];
  return t(fault ? keyOf(fault) : 'connection.failing.refused', {
    host: providerHost ?? t('state.provider'),
    when: since === null ? '' : moment(since),
  });
};

const tellFailing: Tell = (connection, words, reader) => {
  const { state } = connection;
  const { fault } = state;
  const title = failingTitle(state, words);
  const { canConfigure, isOwner } = reader;
  const isMessageTold = state.turn === 'admin' && canConfigure && isOwner;
  return {
    look: state.isTokenValid ? 'warning' : 'danger',
    title: fault && !isMessageTold ? withCode(title, fault, reader) : title,
    details: [
      ...(fault && isMessageTold ? [fault.message] : []),
      ...nextTry(words, state.nextAttemptAt),
      ...accountLine(connection, words),
      accessLine(connection, words),
      ...scopeLines(connection, words),
      ...advice(connection, words, reader),
    ],
  };
};

const EXPIRED_LOOK = {
  nobody: 'neutral',
  owner: 'warning',
  admin: 'warning',
} satisfies Record<Turn, Look>;

const tellExpired: Tell = (connection, words, reader) => {
  const { t, moment } = words;
  const { state } = connection;
  const { turn, since } = state;
  return {
    look: EXPIRED_LOOK[turnOf(state)],
    title:
      since === null
        ? t('connection.expired')
        : t('connection.expiredSince', { when: moment(since) }),
    details: [
      t(turn === 'nobody' ? 'connection.expired.renewed' : 'connection.reason.no_refresh_token'),
      ...refreshTokenLine(connection),
      ...accountLine(connection, words),
      ...scopeLines(connection, words),
      ...advice(connection, words, reader),
    ],
  };
};

const tellNeedsReconnect: Tell = (connection, words, reader) => {
  const { t, moment } = words;
  const { accountLabel: account, statusReason, state } = connection;
  return {
    look: 'warning',
    title: account ? t('connection.needsReconnectAs', { account }) : t('connection.needsReconnect'),
    details: [
      reasonText(t, statusReason),
      ...refreshTokenLine(connection),
      ...(state.since === null ? [] : [t('connection.since', { when: moment(state.since) })]),
      ...nextTry(words, state.nextAttemptAt),
      ...advice(connection, words, reader),
    ],
  };
};

const TELL = {
  connected: tellConnected,
  limited: tellLimited,
  failing: tellFailing,
  expired: tellExpired,
  needs_reconnect: tellNeedsReconnect,
} satisfies Record<ConnectionStateName, Tell>;

/** The state of a connection, in the same words on every page. */
export const connectionStateText: Tell = (connection, words, reader) => {
  const tell: Tell = TELL[connection.state.name];
  return tell(connection, words, reader);
};

/** Whether a new consent would help. */
export const wantsReconnect = (connection: ConnectionSummary | null): boolean =>
  connection === null || turnOf(connection.state) === 'owner';

/**
 * Whether the connection's state already reports the problem of its app or provider, so that the
 * page need not report it twice.
 */
export const tellsAppState = (connection: ConnectionSummary | null, { name }: AppState): boolean =>
  (name === 'needs_repair' && connection?.state.fault?.blame === 'app') ||
  (name === 'provider_unavailable' && connection?.state.fault?.blame === 'provider');
