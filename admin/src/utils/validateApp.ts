import { MAX_DEFAULT_LIFETIME_SECONDS, MAX_REFRESH_DAYS } from '../../../server/src/constants';
import type { GetProviders } from '../../../server/src/contracts';
import { withSampleValues } from '../../../server/src/variables';
import { placeholdersIn } from '../../../server/src/variables';
import type { Translate } from '../hooks/useTranslate';
import { parseUrl } from './addresses';
import { ADDRESS_FIELDS, type AppFormValues } from './appForm';
import type { FormProblem } from './formErrors';
import { checkParamName, rowProblems, type TextCheck } from './rowProblems';
import { KEY_MAX_LENGTH } from './slug';
import { protocolProblems } from './validateProtocol';
import { variableProblems } from './validateVariables';

const NAME_MAX_LENGTH = 120;
const KEY_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** RFC 6749 §3.3: printable ASCII without space, quote and backslash. */
const SCOPE_PATTERN = /^[\x21\x23-\x5b\x5d-\x7e]+$/;
const LOOPBACK_HOSTS = ['localhost', '127.0.0.1', '[::1]'];

export type ParamRules = Pick<
  GetProviders.Response['data'],
  'reservedAuthorizationParams' | 'reservedTokenParams'
>;

export const isScope = (text: string): boolean => SCOPE_PATTERN.test(text);

/**
 * The origin that a text stands for, with its variables; null if the text is more or less than an
 * origin.
 */
export const toOrigin = (text: string): string | null => {
  const url = parseUrl(withSampleValues(text));
  if (!url || !['https:', 'http:'].includes(url.protocol)) return null;
  const isBare = url.pathname === '/' && !url.search && !url.hash && !url.username;
  if (!isBare) return null;
  return placeholdersIn(text).length > 0 ? text.replace(/\/$/, '') : url.origin;
};

const addressProblem = (text: string, t: Translate): string | null => {
  const url = parseUrl(withSampleValues(text.trim()));
  if (!url || !['https:', 'http:'].includes(url.protocol)) return t('form.error.url');
  const isLoopback = LOOPBACK_HOSTS.includes(url.hostname) || url.hostname.endsWith('.localhost');
  return url.protocol === 'https:' || isLoopback ? null : t('form.error.https');
};

const nameProblems = ({ name, key }: AppFormValues, t: Translate): FormProblem[] => {
  const problems: FormProblem[] = [];
  if (!name.trim()) problems.push({ path: ['name'], message: t('form.error.required') });
  if (name.trim().length > NAME_MAX_LENGTH) {
    problems.push({ path: ['name'], message: t('form.error.tooLong', { max: NAME_MAX_LENGTH }) });
  }
  if (key.length > KEY_MAX_LENGTH) {
    problems.push({ path: ['key'], message: t('form.error.tooLong', { max: KEY_MAX_LENGTH }) });
  } else if (key && !KEY_PATTERN.test(key)) {
    problems.push({ path: ['key'], message: t('form.error.key') });
  }
  return problems;
};

const addressProblems = (values: AppFormValues, t: Translate): FormProblem[] =>
  ADDRESS_FIELDS.flatMap((field) => {
    const message = values[field].trim() ? addressProblem(values[field], t) : null;
    return message ? [{ path: [field], message }] : [];
  });

const checkExtraParam =
  (reserved: readonly string[]): TextCheck =>
  (text, t) => {
    const key = text.trim();
    const isReserved = reserved.includes(key.toLowerCase());
    return isReserved ? t('form.error.paramReserved', { key }) : checkParamName(text, t);
  };

const paramProblems = (
  { authorizationParams, tokenParams }: AppFormValues,
  { reservedAuthorizationParams, reservedTokenParams }: ParamRules,
  t: Translate
): FormProblem[] => {
  const forPage = { key: checkExtraParam(reservedAuthorizationParams) };
  const forToken = { key: checkExtraParam(reservedTokenParams) };
  return [
    ...rowProblems(['authorizationParams'], authorizationParams, forPage, t),
    ...rowProblems(['tokenParams'], tokenParams, forToken, t),
  ];
};

const refreshProblems = ({ backgroundRefresh }: AppFormValues, t: Translate): FormProblem[] =>
  (['activeDays', 'idleIntervalDays'] as const).flatMap((field) => {
    const days = backgroundRefresh[field];
    if (days === null || (days > 0 && days <= MAX_REFRESH_DAYS)) return [];
    const message = t('form.error.days', { max: MAX_REFRESH_DAYS });
    return [{ path: ['backgroundRefresh', field], message }];
  });

const lifetimeProblems = (
  { defaultLifetimeSeconds: seconds }: AppFormValues,
  t: Translate
): FormProblem[] => {
  const isGood =
    seconds === null ||
    (Number.isInteger(seconds) && seconds > 0 && seconds <= MAX_DEFAULT_LIFETIME_SECONDS);
  if (isGood) return [];
  const message = t('form.error.seconds', { max: MAX_DEFAULT_LIFETIME_SECONDS });
  return [{ path: ['defaultLifetimeSeconds'], message }];
};

/** Reports what the server would also refuse, before a request is sent. */
export const validateApp = (
  values: AppFormValues,
  rules: ParamRules,
  t: Translate
): FormProblem[] => [
  ...nameProblems(values, t),
  ...addressProblems(values, t),
  ...paramProblems(values, rules, t),
  ...refreshProblems(values, t),
  ...lifetimeProblems(values, t),
  ...protocolProblems(values.protocol, t),
  ...variableProblems(values.variables, t),
];
