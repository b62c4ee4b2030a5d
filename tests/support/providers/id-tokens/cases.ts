import { CLIENT } from '../authorization-server/clients';
import { claiming } from '../authorization-server/deviations';
import { encrypted, withPayload } from '../forged-jwts';
import { leftHalf, nowSeconds, signJwt } from '../http-provider';
import {
  idToken,
  instead,
  publishing,
  signedBy,
  strangersKey,
  withHeader,
  withKeys,
  type Case,
} from './making';
import { ONLY_SYMMETRIC, secondKey, thirdKey, WRONG_SIGNATURES } from './signatures';

const HOUR_SECONDS = 3_600;
const WEEK_SECONDS = 7 * 24 * HOUR_SECONDS;

/** OpenID Connect Core §2, §3.1.3.7. */
const badClaims: Case[] = [
  ['another issuer', claiming({ iss: 'https://evil.example' })],
  [
    'the issuer with a slash',
    claiming((_proper, { provider }) => ({ iss: `${provider.issuer}/` })),
  ],
  ['the issuer in a list', claiming((_proper, { provider }) => ({ iss: [provider.issuer] }))],
  ['no issuer', claiming({ iss: undefined })],
  ['another audience', claiming({ aud: 'other' })],
  ['an audience that begins like the client id', claiming({ aud: `${CLIENT.clientId}.evil` })],
  ['an audience in another case', claiming({ aud: CLIENT.clientId.toUpperCase() })],
  ['an empty list of audiences', claiming({ aud: [] })],
  ['no audience', claiming({ aud: undefined })],
  // Point 4: azp names the client to which a token for several audiences was issued.
  ['a second audience and no azp', claiming({ aud: [CLIENT.clientId, 'other'] })],
  ['a second audience and its azp', claiming({ aud: [CLIENT.clientId, 'other'], azp: 'other' })],
  ['another azp', claiming({ azp: 'other' })],
  ['an expiry in the past', claiming({ exp: nowSeconds() - HOUR_SECONDS }), 'kept'],
  ['an expiry as text', claiming({ exp: '9999999999' })],
  ['no expiry', claiming({ exp: undefined })],
  ['a start in the future (nbf)', claiming({ nbf: nowSeconds() + HOUR_SECONDS }), 'kept'],
  // Point 10: iat may be used to reject tokens that were issued too far from now.
  ['an issue in an hour', claiming({ iat: nowSeconds() + HOUR_SECONDS }), 'kept'],
  ['an issue a week ago', claiming({ iat: nowSeconds() - WEEK_SECONDS }), 'kept'],
  ['an issue as text', claiming({ iat: String(nowSeconds()) })],
  ['no time of issue', claiming({ iat: undefined })],
  ['no subject', claiming({ sub: undefined })],
  ['an empty subject', claiming({ sub: '' }), 'ended'],
  ['a number as its subject', claiming({ sub: 1 })],
  ['a subject of more than 255 characters', claiming({ sub: 'x'.repeat(256) }), 'ended'],
  ['a subject with a NUL', claiming({ sub: 'user-1\u0000' }), 'ended'],
];

/** OpenID Connect Core §3.1.3.7 point 11, §15.5.2: one nonce, for one flow. */
const badNonces: Case[] = [
  ['another nonce', claiming({ nonce: 'other' })],
  ['an empty nonce', claiming({ nonce: '' })],
  ['the nonce in a list', claiming((_proper, { grant }) => ({ nonce: [grant.nonce] }))],
  ['no nonce', claiming({ nonce: undefined })],
];

/** OpenID Connect Core §3.1.3.8, §3.3.2.11; `s_hash`: FAPI 1.0 part 2 §5.1. */
const badHashes: Case[] = [
  ['the hash of another access token', claiming({ at_hash: leftHalf('other') })],
  [
    'the hash of the access token by another algorithm',
    claiming((_proper, { accessToken }) => ({ at_hash: leftHalf(accessToken, 'sha512') })),
  ],
  ['a number as the hash of the access token', claiming({ at_hash: 7 })],
];

const badCodeHashes: Case[] = [
  ['the hash of another code', claiming({ c_hash: leftHalf('other') })],
  ['the hash of another state', claiming({ s_hash: leftHalf('other') })],
];

const malformed: Case[] = [
  ['no JWT in its place', instead('opaque')],
  ['three parts that are nothing', instead('a.b.c')],
  ['five parts that are nothing', instead('a.b.c.d.e')],
  [
    'a list in its payload',
    idToken((proper, { provider: { key } }) => withPayload(signJwt(proper, key), [proper])),
  ],
  [
    'a second id_token behind it',
    idToken((proper, { provider: { key } }) => {
      const forged = signJwt({ ...proper, sub: 'admin' }, strangersKey);
      return `${signJwt(proper, key)} ${forged}`;
    }),
  ],
  // RFC 7519 §5.2: the parties agreed on no key for it.
  [
    'encryption',
    idToken((proper, { provider: { key }, clientSecret }) =>
      encrypted(signJwt(proper, key), clientSecret)
    ),
  ],
];

/** Where an id_token is required, a missing one is as bad as a wrong one (Core §3.1.3.3). */
const missing: Case[] = [
  ['nothing in its place', instead(undefined)],
  ['null in its place', instead(null)],
  ['an object in its place', idToken((proper) => proper)],
  [
    'two of them in a list',
    idToken((proper, { provider: { key } }) => [signJwt(proper, key), signJwt(proper, key)]),
  ],
];

/** Wrong id_tokens in any response. */
export const WRONG_ID_TOKENS: Case[] = [
  ...WRONG_SIGNATURES,
  ...badClaims,
  ...badHashes,
  ...malformed,
];

/** id_tokens that are wrong only in a code exchange. */
export const WRONG_AT_EXCHANGE: Case[] = [
  ...ONLY_SYMMETRIC,
  ...badNonces,
  ...badCodeHashes,
  ...missing,
];

export const VALID_ID_TOKENS: Case[] = [
  ['its audience in a list', claiming({ aud: [CLIENT.clientId] })],
  // Core §3.1.3.7, points 3 to 5: issued to this client, as azp says.
  [
    'a second audience and the right azp',
    claiming({ aud: [CLIENT.clientId, 'other'], azp: CLIENT.clientId }),
  ],
  ['the right azp', claiming({ azp: CLIENT.clientId })],
  ['no kid, as there is one key', withHeader({ kid: undefined })],
  ['the signature ES256', publishing([secondKey], signedBy(secondKey))],
  [
    'the signature EdDSA',
    publishing([thirdKey], {
      ...signedBy(thirdKey),
      ...claiming((_proper, { accessToken }) => ({ at_hash: leftHalf(accessToken, 'sha512') })),
    }),
  ],
  ['no at_hash', claiming({ at_hash: undefined })],
  [
    'the right hashes',
    claiming((_proper, { code, grant }) => ({
      c_hash: leftHalf(code ?? ''),
      s_hash: leftHalf(grant.state ?? ''),
    })),
  ],
  ['an issue two minutes ahead', claiming({ iat: nowSeconds() + 120 })],
  ['an issue two minutes ago', claiming({ iat: nowSeconds() - 120 })],
  ['claims that nobody knows', claiming({ amr: ['pwd'], 'https://example.com/role': { a: 1 } })],
  ['a type in its header', withHeader({ typ: 'JWT' })],
  // RFC 7515 §4.1: header parameters that are not used are ignored.
  ['the address of keys in its header, not needed', withHeader({ jku: 'https://evil.example' })],
  [
    'a key without alg and use',
    withKeys((keys) => keys.map(({ alg: _a, use: _u, ...key }) => key)),
  ],
  [
    'unusable keys beside its own',
    withKeys((keys) => [null, 'key', { kty: 'new' }, { kty: 'oct', k: 'AA' }, ...keys]),
  ],
];
