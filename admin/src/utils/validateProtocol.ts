import type { KeyValue, ProtocolSettings } from '../../../server/src/contracts';
import type { Translate } from '../hooks/useTranslate';
import type { FormProblem } from './formErrors';
import type { NamesOf } from './formPaths';
import {
  checkParamName,
  checkRequired,
  isName,
  rowProblems,
  type RowChecks,
  type TextCheck,
} from './rowProblems';

/** RFC 9110 §5.6.2. */
const HEADER_NAME_PATTERN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** RFC 6901 §3. */
const POINTER_PATTERN = /^(?:\/(?:[^~/]|~[01])*)*$/;
const PLACE_MAX_LENGTH = 200;

/** Whether a text is the name of a member of a response, or a JSON Pointer. */
export const isPlace = (text: string): boolean =>
  text.length > 0 &&
  text.length <= PLACE_MAX_LENGTH &&
  (!text.startsWith('/') || POINTER_PATTERN.test(text));

export const checkPlace: TextCheck = (text, t) => {
  const value = text.trim();
  if (!value) return t('form.error.placeMissing');
  return isPlace(value) ? null : t('form.error.place', { value });
};

const checkHeaderName: TextCheck = (text, t) =>
  HEADER_NAME_PATTERN.test(text.trim()) ? null : t('form.error.header');

/** An empty name leaves the parameter out. */
const checkProviderName: TextCheck = (text, t) =>
  text === '' || isName(text.trim()) ? null : t('form.error.paramKeyCharacters');

const NAMES: RowChecks = { key: checkParamName, value: checkProviderName };
const HEADERS: RowChecks = { key: checkHeaderName, value: checkRequired };

const LIST_CHECKS: Record<NamesOf<ProtocolSettings, KeyValue[]>, RowChecks> = {
  authorizationParamNames: NAMES,
  tokenParamNames: NAMES,
  requestHeaders: HEADERS,
  refreshParams: { key: checkParamName },
  secondTokenParams: { key: checkParamName },
  endedGrantWords: { key: checkPlace, value: checkRequired },
  apiHeaders: HEADERS,
};

const textProblems = ({ codeParam, apiHeader }: ProtocolSettings, t: Translate): FormProblem[] => {
  const messages = {
    codeParam: checkRequired(codeParam, t) ?? checkParamName(codeParam, t),
    apiHeader: checkHeaderName(apiHeader, t),
  };
  return Object.entries(messages).flatMap(([name, message]) =>
    message ? [{ path: ['protocol', name], message }] : []
  );
};

export const protocolProblems = (protocol: ProtocolSettings, t: Translate): FormProblem[] => [
  ...textProblems(protocol, t),
  ...(Object.keys(LIST_CHECKS) as (keyof typeof LIST_CHECKS)[]).flatMap((name) =>
    rowProblems(['protocol', name], protocol[name], LIST_CHECKS[name], t)
  ),
];
