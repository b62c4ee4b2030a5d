import type { AppVariable, VariableSource } from '../../../server/src/contracts';
import type { Translate } from '../hooks/useTranslate';
import type { FormProblem } from './formErrors';
import { checkParamName, checkRequired, type TextCheck } from './rowProblems';
import { checkPlace } from './validateProtocol';

const NAME_MAX_LENGTH = 40;
const NAME_PATTERN = /^[A-Za-z][A-Za-z0-9_]*$/;
/** Placeholders that extra parameters use for values of the request. */
const RESERVED_NAMES = ['client_id', 'client_secret', 'state', 'nonce'];
const PATTERN_CHARACTERS = /^[A-Za-z0-9*._~:|-]*$/;
const SECRET_PLACE = /(?:^|[_/-])(?:token|secret)$/i;

const checkName: TextCheck = (text, t) => {
  const name = text.trim();
  if (!name) return t('form.error.variableMissing');
  if (name.length > NAME_MAX_LENGTH) return t('form.error.tooLong', { max: NAME_MAX_LENGTH });
  if (!NAME_PATTERN.test(name)) return t('form.error.variableName');
  return RESERVED_NAMES.includes(name) ? t('form.error.variableReserved', { name }) : null;
};

const checkPattern: TextCheck = (text, t) =>
  PATTERN_CHARACTERS.test(text.trim()) ? null : t('form.error.pattern');

/** People and logs see the value. */
const checkShownPlace: TextCheck = (text, t) =>
  checkPlace(text, t) ?? (SECRET_PLACE.test(text.trim()) ? t('form.error.placeSecret') : null);

const FROM_CHECKS: Record<VariableSource, TextCheck> = {
  app: checkRequired,
  person: () => null,
  callback: checkParamName,
  response: checkShownPlace,
};

export const variableProblems = (
  variables: readonly AppVariable[],
  t: Translate
): FormProblem[] => {
  const names = variables.map(({ name }) => name.trim());
  return variables.flatMap((variable, index) => {
    const name = variable.name.trim();
    const isTaken = names.indexOf(name) < index;
    const messages = {
      name: checkName(name, t) ?? (isTaken ? t('form.error.variableTaken', { name }) : null),
      from: FROM_CHECKS[variable.source](variable.from, t),
      pattern: checkPattern(variable.pattern, t),
    };
    return Object.entries(messages).flatMap(([part, message]) =>
      message ? [{ path: ['variables', index, part], message }] : []
    );
  });
};
