import { z } from 'zod';

import { MAX_DEFAULT_LIFETIME_SECONDS, MAX_REFRESH_DAYS } from '../../constants';
import type { AppInput, AppUpdate, ProviderCapabilities } from '../../contracts';
import { forEachEndpoint } from '../../endpoints';
import type { FormRules } from '../../services/apps/provider-clients';
import { plainText, scopeSchema, visibleText } from './fields';
import { MAX_LIST_LENGTH, MAX_VALUE_LENGTH, params } from './params';
import { parse } from './parse';
import { placeholdersIn, withSampleValues } from '../../variables';
import { protocolSettings } from './protocol';
import { variables } from './variables';
import { parseUrl } from '../../parse-url';

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

/** An address as a request would name it, with a sample for each variable. */
const sampleOf = (address: string): string => {
  const sample = withSampleValues(address);
  if (!/[{}]/.test(sample)) return sample;
  throw new Error(
    'Write a variable as its name in braces, such as {shop}, with letters, digits and underscores only.'
  );
};

const withoutSlash = (origin: string): string => origin.replace(/\/$/, '');

/** An empty field in the form means that there is no such address. */
const optionalUrl = (assertUrlAllowed: FormRules['assertUrlAllowed']) =>
  plainText('Enter an address.')
    .trim()
    .max(MAX_VALUE_LENGTH, `Enter an address of at most ${MAX_VALUE_LENGTH} characters.`)
    .nullable()
    .transform((url) => url || null)
    .superRefine((url, context) => {
      if (url === null) return;
      try {
        assertUrlAllowed(sampleOf(url));
      } catch (error) {
        context.addIssue({ code: 'custom', message: messageOf(error) });
      }
    });

const apiOrigin = (assertUrlAllowed: FormRules['assertUrlAllowed']) =>
  z
    .string()
    .trim()
    .superRefine((origin, context) => {
      try {
        const sample = sampleOf(origin);
        assertUrlAllowed(sample);
        if (new URL(sample).pathname === '/' && !new URL(sample).search) return;
        const message = 'Enter an origin only, e.g. https://api.example.com, without a path.';
        context.addIssue({ code: 'custom', message });
      } catch (error) {
        context.addIssue({ code: 'custom', message: messageOf(error) });
      }
    })
    // An origin with variables is none yet: a parser would change their names.
    .transform((origin) => {
      const url = placeholdersIn(origin).length === 0 ? parseUrl(origin) : null;
      return url?.origin ?? withoutSlash(origin);
    });

const NO_CAPABILITIES: ProviderCapabilities = {
  authorizationResponseIssParameterSupported: false,
  codeChallengeMethodsSupported: [],
  idTokenSigningAlgValuesSupported: [],
};

/** The same limits as in discovery. */
const names = z.array(plainText().max(500)).max(500).default([]);

const capabilities = z.object({
  authorizationResponseIssParameterSupported: z.boolean().default(false),
  codeChallengeMethodsSupported: names,
  idTokenSigningAlgValuesSupported: names,
  offlineAccessSupported: z.boolean().optional(),
});

const days = z
  .number('Enter a number of days, or null for the default.')
  .positive('Enter more than 0 days, or null for the default.')
  .max(MAX_REFRESH_DAYS, `Enter at most ${MAX_REFRESH_DAYS} days, or null for the default.`)
  .nullable();

/** A single value: an update must give all of it, so that an omitted part is not reset. */
const backgroundRefresh = z.object(
  {
    enabled: z.boolean('Enter true or false.'),
    activeDays: days,
    idleIntervalDays: days,
  },
  'Enter { enabled, activeDays, idleIntervalDays }, or leave it out.'
);

const LIFETIME_HINT = 'or null if the provider says how long its tokens live.';

const lifetimeSeconds = z
  .int(`Enter a whole number of seconds, ${LIFETIME_HINT}`)
  .positive(`Enter more than 0 seconds, ${LIFETIME_HINT}`)
  .max(
    MAX_DEFAULT_LIFETIME_SECONDS,
    `Enter at most ${MAX_DEFAULT_LIFETIME_SECONDS} seconds, ${LIFETIME_HINT}`
  )
  .nullable();

const unique = <T>(list: T[]): T[] => [...new Set(list)];

const fields = (rules: FormRules) => {
  const url = optionalUrl(rules.assertUrlAllowed);
  return {
    name: visibleText('Enter a name.')
      .trim()
      .min(1, 'Enter a name.')
      .max(120, 'Enter a name of at most 120 characters.'),
    provider: z.enum(rules.providerIds, 'The provider does not exist.'),
    discoveryUrl: url,
    issuer: url,
    ...forEachEndpoint(() => url),
    authorizationEndpoint: optionalUrl(rules.assertConsentPageAllowed),
    clientId: visibleText().trim().max(1_000, 'Enter a client id of at most 1000 characters.'),
    clientSecret: plainText()
      .max(10_000, 'Enter a client secret of at most 10000 characters.')
      .optional(),
    assertionKey: plainText()
      .max(20_000, 'Enter a key file of at most 20000 characters.')
      .optional(),
    clientAuthMethod: z.enum(rules.clientAuthMethods, 'The method does not exist.'),
    scopes: z.array(scopeSchema).max(MAX_LIST_LENGTH).transform(unique),
    authorizationParams: params(rules.reservedAuthorizationParams),
    tokenParams: params(rules.reservedTokenParams),
    capabilities,
    apiOrigins: z.array(apiOrigin(rules.assertUrlAllowed)).max(MAX_LIST_LENGTH).transform(unique),
    enabled: z.boolean(),
    backgroundRefresh: backgroundRefresh.optional(),
    defaultLifetimeSeconds: lifetimeSeconds.optional(),
    protocol: protocolSettings(rules).optional(),
    variables: variables.optional(),
  } satisfies Record<keyof Omit<AppInput, 'key'>, z.ZodType>;
};

const keySchema = z
  .string()
  .trim()
  .max(64, 'Enter a key of at most 64 characters.')
  .regex(
    /^[a-z0-9]+(?:-[a-z0-9]+)*$/,
    'Use only lower-case letters and digits, with single hyphens between them.'
  )
  .or(z.literal(''))
  .optional();

const createSchema = (rules: FormRules) => {
  const all = fields(rules);
  return z.object({
    ...all,
    key: keySchema,
    provider: all.provider.default('custom'),
    discoveryUrl: all.discoveryUrl.default(null),
    issuer: all.issuer.default(null),
    ...forEachEndpoint((endpoint) => all[endpoint].default(null)),
    clientId: all.clientId.default(''),
    clientAuthMethod: all.clientAuthMethod.default('client_secret_basic'),
    scopes: all.scopes.default([]),
    authorizationParams: all.authorizationParams.default([]),
    tokenParams: all.tokenParams.default([]),
    capabilities: all.capabilities.default(NO_CAPABILITIES),
    apiOrigins: all.apiOrigins.default([]),
    enabled: all.enabled.default(true),
  });
};

const updateSchema = (rules: FormRules) =>
  z
    .object({ ...fields(rules), forgetPreviousClientSecret: z.boolean() })
    .partial()
    .extend({ configVersion: z.int('Enter the configVersion of the app that you read.') });

const dataOf = (body: unknown): unknown =>
  typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined;

const makeSchemas = (rules: FormRules) => ({
  create: createSchema(rules),
  update: updateSchema(rules),
});

type Schemas = ReturnType<typeof makeSchemas>;

const known = new WeakMap<FormRules, Schemas>();

/** Caches the schemas by rules, because making a schema costs more than using it. */
const schemasFor = (rules: FormRules): Schemas => {
  const schemas = known.get(rules) ?? makeSchemas(rules);
  known.set(rules, schemas);
  return schemas;
};

/** Ignores fields that are not named here, such as `redirectUri`, which is always computed. */
export const parseAppInput = (body: unknown, rules: FormRules): AppInput =>
  parse(schemasFor(rules).create, dataOf(body));

/** Fields that are absent stay as they are; the key cannot change. */
export const parseAppUpdate = (body: unknown, rules: FormRules): AppUpdate =>
  parse(schemasFor(rules).update, dataOf(body));
