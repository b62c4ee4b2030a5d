import type { ConnectionFault } from '../../../server/src/contracts';
import type { Translate, TranslationKey } from '../hooks/useTranslate';

export type Look = 'success' | 'warning' | 'danger' | 'neutral';

/** A state in words: what the state is, why, what comes next, and who has to act. */
export interface StateText {
  look: Look;
  title: string;
  details: string[];
}

/** The reader of the text. */
export interface Reader {
  /** Readers who may see the app's settings learn what is wrong there; others learn whom to ask. */
  canConfigure: boolean;
}

export interface Words {
  t: Translate;
  /** A date of the API in the reader's words. */
  moment: (iso: string) => string;
}

const NO_RESPONSE = [
  'network',
  'timeout',
  'tls',
  'jwks_unavailable',
  'http_408',
  'request_timeout',
];
const ASKS_TO_WAIT =
  /^(?:http_4(?:25|29)|slow_down|temporarily_unavailable|rate_?limit.*|too_many_requests)$/;

type Failed = Pick<ConnectionFault, 'code' | 'reason'>;

/** The provider's behaviour, if the problem is its own. */
export const outageKey = ({ reason }: Failed): TranslationKey => {
  if (reason === 'proxy') return 'state.outage.proxy';
  if (reason === null || NO_RESPONSE.includes(reason)) return 'state.outage.noResponse';
  return ASKS_TO_WAIT.test(reason) ? 'state.outage.wait' : 'state.outage.errors';
};

/** Adds the code for readers who look for the cause. A code never appears without a sentence. */
export const withCode = (sentence: string, { reason, code }: Failed, { canConfigure }: Reader) =>
  canConfigure ? `${sentence} (${reason ?? code})` : sentence;

/** A due connection waits for the next run, which starts each minute. */
export const nextTry = ({ t, moment }: Words, nextAttemptAt: string | null): string[] => {
  if (nextAttemptAt === null) return [];
  const isDue = Date.parse(nextAttemptAt) <= Date.now();
  return [isDue ? t('state.nextTry.due') : t('state.nextTry', { when: moment(nextAttemptAt) })];
};
