import type { AppState, AppStateName } from '../../../server/src/contracts';
import { nextTry, outageKey, withCode, type Reader, type StateText, type Words } from './stateText';

type Tell = (state: AppState, words: Words, reader: Reader) => StateText | null;

const tellOutage: Tell = ({ fault, since, providerHost }, words, reader) => {
  const { t, moment } = words;
  const failed = fault ?? { code: 'provider_unavailable' as const, reason: null };
  const sentence = t(outageKey(failed), {
    host: providerHost ?? t('state.provider'),
    when: since === null ? '' : moment(since),
  });
  return {
    look: 'danger',
    title: withCode(sentence, failed, reader),
    details: nextTry(words, fault?.nextAttemptAt ?? null),
  };
};

const tellRepair: Tell = ({ fault, since }, words, { canConfigure }) => {
  const { t, moment } = words;
  const title = since === null ? t('app.fault') : t('app.faultSince', { when: moment(since) });
  const details =
    canConfigure && fault
      ? [fault.message, ...nextTry(words, fault.nextAttemptAt)]
      : [t('app.fault.editor')];
  return { look: 'danger', title, details };
};

/** Nothing is broken yet, so only people who can fix it see this. */
const tellRefusedSecret: Tell = ({ since }, { t, moment }, { canConfigure }) =>
  canConfigure
    ? {
        look: 'danger',
        title: t('app.secretRefused', { when: since === null ? '' : moment(since) }),
        details: [t('app.secretRefused.help')],
      }
    : null;

const TELL = {
  ready: () => null,
  disabled: (_state, { t }, { canConfigure }) => ({
    look: 'warning',
    title: t('app.disabled'),
    details: [t(canConfigure ? 'app.disabled.configurer' : 'app.disabled.editor')],
  }),
  incomplete: (_state, { t }, { canConfigure }) => ({
    look: 'warning',
    title: t('app.notReady'),
    details: [t(canConfigure ? 'app.notReady.configurer' : 'app.notReady.editor')],
  }),
  needs_repair: tellRepair,
  secret_refused: tellRefusedSecret,
  provider_unavailable: tellOutage,
} satisfies Record<AppStateName, Tell>;

/** The state of an app in words; null if there is nothing to say. */
export const appStateText = (state: AppState, words: Words, reader: Reader): StateText | null => {
  const tell: Tell = TELL[state.name];
  return tell(state, words, reader);
};

/** Whether somebody can connect. A fault does not matter: it may be gone after the consent. */
export const isConnectable = ({ name }: AppState): boolean =>
  name !== 'disabled' && name !== 'incomplete';
