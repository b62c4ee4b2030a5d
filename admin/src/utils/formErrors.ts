import type { FormErrors } from '@strapi/strapi/admin';

import type { FieldError } from './apiError';
import type { AppFormValues } from './appForm';

export interface FormProblem {
  path: readonly (string | number)[];
  message: string;
}

type ErrorTree = { [step: string]: ErrorTree | string };

const put = (tree: ErrorTree, [step, ...rest]: string[], message: string): void => {
  if (step === undefined) return;
  if (rest.length === 0) {
    tree[step] ??= message;
    return;
  }
  const branch = tree[step];
  // A message about the whole field is already there.
  if (typeof branch === 'string') return;
  tree[step] = branch ?? {};
  put(tree[step] as ErrorTree, rest, message);
};

/** `[{ path: ['tokenParams', 0, 'key'], message }]` as the tree that Strapi's form reads. */
export const toFormErrors = (problems: readonly FormProblem[]): FormErrors<AppFormValues> => {
  const tree: ErrorTree = {};
  for (const { path, message } of problems) put(tree, path.map(String), message);
  return tree as FormErrors<AppFormValues>;
};

const cut = (tree: ErrorTree, [step = '', ...rest]: string[]): ErrorTree => {
  const { [step]: branch, ...others } = tree;
  if (typeof branch !== 'object' || rest.length === 0) return others;
  return { ...others, [step]: cut(branch, rest) };
};

/** The errors without those at a path, e.g. of a list whose rows have other numbers now. */
export const withoutErrorsAt = (
  errors: FormErrors<AppFormValues>,
  path: string
): FormErrors<AppFormValues> =>
  cut(errors as ErrorTree, path.split('.')) as FormErrors<AppFormValues>;

/** The server's errors that no field of the form can show. */
export const withoutField = (fields: readonly FieldError[], values: AppFormValues): FieldError[] =>
  fields.filter(
    ({ path: [name] }) => !name || !Object.hasOwn(values, name) || name === 'capabilities'
  );

/** The first message anywhere in a field's errors, e.g. of one entry of a list. */
export const firstMessage = (error: unknown): string | undefined => {
  if (typeof error === 'string') return error;
  if (typeof error !== 'object' || error === null) return undefined;
  for (const part of Object.values(error)) {
    const message = firstMessage(part);
    if (message) return message;
  }
  return undefined;
};
