import { z } from 'zod';

import { VARIABLE_SOURCES, type AppVariable } from '../../variables';
import { plainText, visibleText } from './fields';
import { paramName } from './params';
import { shownPlace } from './places';

const MAX_VARIABLES = 20;

/** Placeholders that extra parameters of token requests use for values of the request. */
const RESERVED_NAMES = ['client_id', 'client_secret', 'state', 'nonce'];

const name = z
  .string('Enter a name.')
  .trim()
  .max(40, 'Enter a name of at most 40 characters.')
  .regex(
    /^[A-Za-z][A-Za-z0-9_]*$/,
    'Use letters, digits and underscores, with a letter at the start.'
  )
  .refine((text) => !RESERVED_NAMES.includes(text), {
    error: 'This name stands for a value of the request itself. Choose another one.',
  });

const shape = z.strictObject({
  name,
  source: z.enum(VARIABLE_SOURCES, `Enter one of ${VARIABLE_SOURCES.join(', ')}.`),
  from: plainText().trim().max(1_000, 'Enter at most 1000 characters.').default(''),
  label: visibleText().trim().max(120, 'Enter at most 120 characters.').default(''),
  pattern: z
    .string()
    .trim()
    .max(1_000, 'Enter at most 1000 characters.')
    .regex(
      /^[A-Za-z0-9*._~:|-]*$/,
      'Use letters, digits, dots, hyphens, * for one part of a host name or path, and | between alternatives.'
    )
    .refine((text) => text === '' || text.split('|').every((one) => one !== ''), {
      error: 'One of the alternatives is empty. Enter it, or remove the | beside it.',
    })
    .default(''),
  example: visibleText().trim().max(200, 'Enter at most 200 characters.').default(''),
});

/** Parameters of a callback that are secrets, also where a provider sends them by mistake. */
const SECRET_PARAMS = ['code', 'state', 'access_token', 'refresh_token', 'id_token'];

/** What `from` must be, for each source. */
const FROM: Record<AppVariable['source'], z.ZodType> = {
  app: z.string().min(1, 'Enter the value.'),
  person: z.literal('', 'Leave this empty: the person who connects gives the value.'),
  callback: paramName().refine((from) => !SECRET_PARAMS.includes(from.toLowerCase()), {
    error: 'This is a secret of the sign-in, which must not be kept. Enter another parameter.',
  }),
  response: shownPlace,
};

const variable = shape.superRefine(({ source, from }, context) => {
  const { error } = FROM[source].safeParse(from);
  for (const { message } of error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: ['from'], message });
  }
});

/** The variables of an app, each with a name of its own. */
export const variables = z
  .array(variable)
  .max(MAX_VARIABLES, `Enter at most ${MAX_VARIABLES} variables.`)
  .superRefine((list, context) => {
    list.forEach((one, index) => {
      if (list.findIndex((other) => other.name === one.name) === index) return;
      const message = `There is another variable "${one.name}". Choose another name.`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    });
  });
