import type { KeyValue } from '../../../server/src/contracts';
import type { Translate } from '../hooks/useTranslate';
import type { FormProblem } from './formErrors';

/** The message about a text; null if nothing is wrong with it. */
export type TextCheck = (text: string, t: Translate) => string | null;

const NAME_PATTERN = /^[\x21-\x7e]+$/;

export const isName = (text: string): boolean => NAME_PATTERN.test(text);

export const checkParamName: TextCheck = (text, t) => {
  if (!text.trim()) return t('form.error.paramKey');
  return isName(text.trim()) ? null : t('form.error.paramKeyCharacters');
};

export const checkRequired: TextCheck = (text, t) =>
  text.trim() ? null : t('form.error.required');

export interface RowChecks {
  key: TextCheck;
  value?: TextCheck;
}

/** What is wrong with the rows of the list at this path. */
export const rowProblems = (
  path: readonly string[],
  rows: readonly KeyValue[],
  checks: RowChecks,
  t: Translate
): FormProblem[] =>
  rows.flatMap((row, index) =>
    (['key', 'value'] as const).flatMap((part) => {
      const message = checks[part]?.(row[part], t);
      return message ? [{ path: [...path, index, part], message }] : [];
    })
  );
