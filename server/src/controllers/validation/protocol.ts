import { z } from 'zod';

import type { ProtocolDeviations } from '../../contracts';
import {
  ACCESS_TOKEN_ON_REFRESH,
  GRANT_TYPES,
  CLIENT_ASSERTION_AUDIENCES,
  CLIENT_KEY_ALGORITHMS,
  ID_TOKEN_USES,
  LIFETIME_UNITS,
  PKCE_METHODS,
  REQUEST_FORMATS,
  REVOKED_TOKENS,
  RESPONSE_MEMBER_NAMES,
  type LifetimeUnit,
  type ResponseMember,
} from '../../protocol-settings';
import type { FormRules } from '../../services/apps/provider-clients';
import { plainText } from './fields';
import { MAX_LIST_LENGTH, MAX_VALUE_LENGTH, paramName, params } from './params';
import { MAX_PLACE_LENGTH, place, shownPlace } from './places';

const MAX_PLACES = 10;

/** Parameters of the callback that mean something else than the code. */
const CALLBACK_PARAMS = ['state', 'error', 'error_description', 'iss'];

/** Set by the client authentication method and by the format of the request. */
const REQUEST_HEADERS = ['authorization', 'content-type'];

/** These may differ between a refresh and the other requests. */
const REFRESH_PARAMS = ['grant_type', 'scope'];

/** RFC 9110 §5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

const headerName = (reserved: readonly string[]) =>
  z
    .string('Enter the name of a header.')
    .trim()
    .min(1, 'Enter the name of a header.')
    .max(200, 'Enter a name of at most 200 characters.')
    .regex(HEADER_NAME, 'Enter the name of a header, such as X-Api-Version.')
    .refine((name) => !reserved.includes(name.toLowerCase()), {
      error: ({ input }) =>
        `The header "${String(input)}" is set by the request itself. Remove it.`,
    });

const headers = (reserved: readonly string[]) =>
  z
    .array(
      z.object({
        key: headerName(reserved),
        value: z
          .string('Enter a value.')
          .trim()
          .min(1, 'Enter a value.')
          .max(MAX_VALUE_LENGTH, 'This value is too long.')
          .regex(/^[\x20-\x7e]*$/, 'Enter a value without line breaks or non-ASCII characters.'),
      })
    )
    .max(MAX_LIST_LENGTH);

const names = z
  .array(
    z
      .object({ key: paramName(), value: z.literal('').or(paramName()) })
      .refine(({ key, value }) => key !== 'state' || value !== '', {
        path: ['value'],
        error:
          'Enter a name: without "state", no response of the provider could be matched with its request.',
      })
      .refine(({ key, value }) => key === 'state' || value !== 'state', {
        path: ['value'],
        error: 'This is the name of the state, which must stay as it is. Enter another name.',
      })
  )
  .max(MAX_LIST_LENGTH)
  .superRefine((list, context) => {
    list.forEach(({ key, value }, index) => {
      const other = list.findIndex((one) => one.value === value && one.key !== key);
      if (value === '' || other < 0 || other >= index) return;
      const message = `Another parameter is already called "${value}". Enter another name.`;
      context.addIssue({ code: 'custom', path: [index, 'value'], message });
    });
  });

/** Shown to people and in logs, where no token may appear. */
const SHOWN: readonly ResponseMember[] = [
  'accountId',
  'accountName',
  'error',
  'errorDescription',
  'scope',
];

const placesOf = (member: ResponseMember) =>
  z
    .array(SHOWN.includes(member) ? shownPlace : place)
    .max(MAX_PLACES)
    .optional();

const responsePlaces = z.strictObject(
  Object.fromEntries(RESPONSE_MEMBER_NAMES.map((member) => [member, placesOf(member)])) as Record<
    ResponseMember,
    ReturnType<typeof placesOf>
  >
);

const lifetimeUnits = Object.keys(LIFETIME_UNITS) as [LifetimeUnit, ...LifetimeUnit[]];

const assertionClaim = plainText('Enter a text, or nothing.')
  .trim()
  .max(MAX_VALUE_LENGTH, 'This value is too long.');

const nullableOneOf = <Name extends string>(names: readonly Name[]) =>
  z.enum(names, `Enter one of ${names.join(', ')}, or null.`).nullable();

const fields = ({ clientAuthMethods, reservedTokenParams, transportHeaders }: FormRules) =>
  ({
    grantType: z.enum(GRANT_TYPES, `Enter one of ${GRANT_TYPES.join(', ')}.`),
    assertionSubject: assertionClaim,
    assertionAudience: assertionClaim,
    pkce: z.enum(PKCE_METHODS, 'Enter "S256" or "none".'),
    responseType: z
      .string('Enter a response type.')
      .trim()
      .max(100, 'Enter at most 100 characters.')
      .regex(/^[\x20-\x7e]*$/, 'Enter a response type such as "code", or nothing.')
      // RFC 9700 §2.1.2: tokens must not come in the authorization response.
      .refine((type) => !/token/i.test(type), {
        error:
          'Enter a response type without tokens: they would be in the address of the callback.',
      }),
    scopeSeparator: z
      .string('Enter a separator.')
      .regex(/^[ ,;|+:]{1,3}$/, 'Enter a space, comma, semicolon, colon, plus or vertical bar.'),
    authorizationParamNames: names,
    codeParam: paramName().refine((name) => !CALLBACK_PARAMS.includes(name), {
      error: 'This parameter of the callback has another meaning. Enter the name of the code.',
    }),
    clientKeyAlgorithm: z.enum(
      CLIENT_KEY_ALGORITHMS,
      `Enter one of ${CLIENT_KEY_ALGORITHMS.join(', ')}.`
    ),
    clientAssertionAudience: z.enum(
      CLIENT_ASSERTION_AUDIENCES,
      `Enter one of ${CLIENT_ASSERTION_AUDIENCES.join(', ')}.`
    ),
    requestFormat: z.enum(REQUEST_FORMATS, `Enter one of ${REQUEST_FORMATS.join(', ')}.`),
    refreshRequestFormat: nullableOneOf(REQUEST_FORMATS),
    tokenParamNames: names,
    requestHeaders: headers([...transportHeaders, ...REQUEST_HEADERS]),
    refreshParams: params(reservedTokenParams.filter((name) => !REFRESH_PARAMS.includes(name))),
    accessTokenOnRefresh: z.enum(
      ACCESS_TOKEN_ON_REFRESH,
      `Enter one of ${ACCESS_TOKEN_ON_REFRESH.join(', ')}.`
    ),
    secondTokenParams: params([]),
    secondTokenRequestFormat: nullableOneOf(REQUEST_FORMATS),
    revocationRequestFormat: nullableOneOf(REQUEST_FORMATS),
    revocationAuthMethod: nullableOneOf(
      clientAuthMethods.filter((method) => method !== 'private_key_jwt')
    ),
    revokedToken: z.enum(REVOKED_TOKENS, `Enter one of ${REVOKED_TOKENS.join(', ')}.`),
    responsePlaces,
    idTokens: z.enum(ID_TOKEN_USES, `Enter one of ${ID_TOKEN_USES.join(', ')}.`),
    lifetimeUnit: z.enum(lifetimeUnits, `Enter one of ${lifetimeUnits.join(', ')}.`),
    tokenTypes: z.array(paramName()).max(MAX_LIST_LENGTH),
    endedGrantWords: z
      .array(
        z.object({
          key: place,
          value: plainText('Enter a value.').trim().min(1, 'Enter a value.').max(MAX_PLACE_LENGTH),
        })
      )
      .max(MAX_LIST_LENGTH),
    apiHeader: headerName(transportHeaders),
    apiScheme: z
      .string('Enter a word, or nothing.')
      .trim()
      .max(50, 'Enter at most 50 characters.')
      .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]*$/, 'Enter one word such as Bearer, or nothing.'),
    apiHeaders: headers([...transportHeaders, 'authorization']),
  }) satisfies Record<keyof ProtocolDeviations, z.ZodType>;

/** How a provider deviates from OAuth 2.0. An absent setting means the standard. */
export const protocolSettings = (rules: FormRules) => z.strictObject(fields(rules)).partial();
