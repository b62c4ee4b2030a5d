import { encrypted, withPayload, withSignature } from './forged-jwts';
import type { Deviation, Issue, Json } from './hostile-deviation';
import type { HostileProvider } from './hostile-provider';
import {
  CLIENT_ID,
  ecKey,
  edKey,
  hmacJwt,
  jwkOf,
  leftHalf,
  nowSeconds,
  rsaKey,
  signJwt,
  unsignedJwt,
  type SigningKey,
} from './http-provider';

/**
 * What happens if a refresh returns such an id_token: `refused`, the response is not stored;
 * `kept`, the tokens are stored and the id_token is not used; `ended`, the user must connect again.
 */
export type EndAtRefresh = 'refused' | 'kept' | 'ended';

/** Also refused at a refresh, unless `atRefresh` says otherwise. */
export type Case = [what: string, deviation: Deviation, atRefresh?: EndAtRefresh];

const HOUR_SECONDS = 3_600;
const WEEK_SECONDS = 7 * 24 * HOUR_SECONDS;

/** The key of a stranger, who has none of the provider's private keys. */
const strangersKey = rsaKey('stranger');
export const secondKey = ecKey('ec-1');
const thirdKey = edKey('ed-1');

const claims = (change: Json | ((issue: Issue) => Json)): Deviation => ({
  claims: (proper, issue) => ({
    ...proper,
    ...(typeof change === 'function' ? change(issue) : change),
  }),
});

const without = (name: string): Deviation => ({
  claims: ({ [name]: _left, ...rest }) => rest,
});

const idToken = (make: (claims: Json, issue: Issue) => unknown): Deviation => ({ idToken: make });

const instead = (value: unknown): Deviation => idToken(() => value);

const signedBy = (key: SigningKey, header: Json = {}): Deviation =>
  idToken((proper) => signJwt(proper, key, header));

/** Signed properly, with an addition in the header. */
const withHeader = (header: Json | ((provider: HostileProvider) => Json)): Deviation =>
  idToken((proper, { provider }) =>
    signJwt(proper, provider.key, typeof header === 'function' ? header(provider) : header)
  );

/** Signed by a stranger, with a header that says which key to use. */
const injected = (header: (provider: HostileProvider) => Json): Deviation =>
  idToken((proper, { provider }) =>
    signJwt(proper, strangersKey, { kid: provider.key.kid, ...header(provider) })
  );

const announcing = (algorithms: string[], deviation: Deviation): Deviation => ({
  ...deviation,
  metadata: (metadata) => ({
    ...metadata,
    id_token_signing_alg_values_supported: algorithms,
  }),
});

const publishing = (keys: SigningKey[], deviation: Deviation): Deviation => ({
  ...deviation,
  keys: (published) => [...published, ...keys.map(jwkOf)],
});

const pem = ({ publicKey }: SigningKey) => publicKey.export({ type: 'spki', format: 'pem' });
const der = ({ publicKey }: SigningKey) => publicKey.export({ type: 'spki', format: 'der' });
const kidOf = ({ kid }: SigningKey) => ({ kid });

const EVERY_ALGORITHM = ['RS256', 'ES256', 'EdDSA', 'HS256', 'none'];

/** OpenID Connect Core §2: signed, and `none` only if the client asked for it. */
const unsigned: Case[] = [
  ...['none', 'None', 'nOnE', null, undefined, '', 0].map((alg): Case => [
    `the algorithm ${JSON.stringify(alg)}`,
    announcing(
      EVERY_ALGORITHM,
      idToken((proper) => unsignedJwt(proper, alg))
    ),
  ]),
  [
    'the algorithm none and a signature behind it',
    announcing(EVERY_ALGORITHM, withHeader({ alg: 'none' })),
  ],
  [
    'no signature',
    idToken((proper, { provider: { key } }) => withSignature(signJwt(proper, key), '')),
  ],
  [
    'a signature that is no base64url',
    idToken((proper, { provider: { key } }) => withSignature(signJwt(proper, key), '!*!')),
  ],
];

/** RFC 8725 §2.1, §3.1: nobody configured a symmetric algorithm. */
const symmetric: Case[] = [
  [
    'HS256 by the client secret',
    idToken((proper, { clientSecret }) => hmacJwt(proper, clientSecret)),
  ],
  [
    'HS256 by the client secret, as announced',
    announcing(
      EVERY_ALGORITHM,
      idToken((proper, { clientSecret }) => hmacJwt(proper, clientSecret))
    ),
  ],
  [
    'HS256 by the public key as PEM',
    announcing(
      EVERY_ALGORITHM,
      idToken((proper, { provider: { key } }) => hmacJwt(proper, pem(key), kidOf(key)))
    ),
  ],
  [
    'HS256 by the public key as DER',
    idToken((proper, { provider: { key } }) => hmacJwt(proper, der(key), kidOf(key))),
  ],
  [
    'HS256 by the public key as JWK',
    idToken((proper, { provider: { key } }) =>
      hmacJwt(proper, JSON.stringify(jwkOf(key)), kidOf(key))
    ),
  ],
  ['HS256 by an empty secret', idToken((proper) => hmacJwt(proper, ''))],
  [
    'HS256 by a secret among the published keys',
    {
      ...announcing(EVERY_ALGORITHM, {}),
      keys: (keys) => [...keys, { kty: 'oct', kid: 'oct', k: 'c2VjcmV0', alg: 'HS256' }],
      idToken: (proper) => hmacJwt(proper, 'secret', { kid: 'oct' }),
    },
  ],
];

const onlySymmetric: Case[] = [
  [
    'HS256 by the client secret, and nothing else announced',
    announcing(
      ['HS256'],
      idToken((proper, { clientSecret }) => hmacJwt(proper, clientSecret))
    ),
  ],
];

/** OpenID Connect Core §3.1.3.7, points 6 to 8. */
const badlySigned: Case[] = [
  ['the signature of a stranger (RS256)', injected(() => ({}))],
  ['the signature of a stranger (ES256)', publishing([secondKey], signedBy(ecKey(secondKey.kid)))],
  ['the signature of a stranger (EdDSA)', publishing([thirdKey], signedBy(edKey(thirdKey.kid)))],
  [
    'an ES256 signature of zeros (CVE-2022-21449)',
    publishing(
      [secondKey],
      idToken((proper) =>
        withSignature(signJwt(proper, secondKey), Buffer.alloc(64).toString('base64url'))
      )
    ),
  ],
  [
    'claims that were changed after it was signed',
    idToken((proper, { provider: { key } }) =>
      withPayload(signJwt(proper, key), { ...proper, sub: 'admin' })
    ),
  ],
  [
    'an algorithm that the provider does not announce',
    announcing(['RS256'], publishing([secondKey], signedBy(secondKey))),
  ],
  [
    'a key that is published for another algorithm',
    { ...signedBy(rsaKey('rs512')), keys: (keys) => keys.map((key) => ({ ...key, alg: 'RS512' })) },
    'kept',
  ],
  [
    'a key that is published for encryption',
    withKeys((keys) => keys.map((key) => ({ ...key, use: 'enc' }))),
    'kept',
  ],
  [
    'a key that may not verify',
    withKeys((keys) => keys.map(({ use: _use, ...key }) => ({ ...key, key_ops: ['encrypt'] }))),
    'kept',
  ],
  [
    'a published key that is incomplete',
    withKeys((keys) => keys.map((key) => ({ ...key, n: undefined }))),
    'kept',
  ],
  ['a published key of 1024 bits', weakKey()],
  // Core §10.1: with several keys, a kid is required.
  [
    'no kid though there are several keys',
    { keys: (keys) => [...keys, jwkOf(rsaKey('rsa-2'))], ...withHeader({ kid: undefined }) },
    'kept',
  ],
];

/** RFC 8725 §3.10: keys come only from the provider's JWKS, whatever the header says. */
const injections: Case[] = [
  ['a key in its header (jwk)', injected(() => ({ jwk: jwkOf(strangersKey) }))],
  [
    "a stranger's key in its header (jwk), and its kid",
    signedBy(strangersKey, { jwk: jwkOf(strangersKey) }),
    'kept',
  ],
  [
    'the address of keys in its header (jku)',
    injected(({ issuer }) => ({ jku: `${issuer}/elsewhere` })),
  ],
  [
    'the address of a certificate in its header (x5u)',
    injected(({ issuer }) => ({ x5u: `${issuer}/elsewhere` })),
  ],
  [
    'a certificate in its header (x5c)',
    injected(() => ({ x5c: [der(strangersKey).toString('base64')] })),
  ],
  ['an unknown kid', signedBy(strangersKey), 'kept'],
  ['a path as its kid', signedBy(strangersKey, { kid: '../../../../../dev/null' }), 'kept'],
  ['an address as its kid', injected(({ issuer }) => ({ kid: `${issuer}/elsewhere` })), 'kept'],
  ['SQL as its kid', signedBy(strangersKey, { kid: "x' UNION SELECT 'key'; --" }), 'kept'],
  // RFC 7515 §4.1.11: an extension that is not understood makes the JWS invalid.
  ['an extension that must be understood (crit)', withHeader({ crit: ['exp'], exp: 1 })],
  ['a payload that is not encoded (crit b64)', withHeader({ crit: ['b64'], b64: false })],
];

/** OpenID Connect Core §2, §3.1.3.7. */
const badClaims: Case[] = [
  ['another issuer', claims({ iss: 'https://evil.example' })],
  ['the issuer with a slash', claims(({ provider }) => ({ iss: `${provider.issuer}/` }))],
  ['the issuer in a list', claims(({ provider }) => ({ iss: [provider.issuer] }))],
  ['no issuer', without('iss')],
  ['another audience', claims({ aud: 'other' })],
  ['an audience that begins like the client id', claims({ aud: `${CLIENT_ID}.evil` })],
  ['an audience in another case', claims({ aud: CLIENT_ID.toUpperCase() })],
  ['an empty list of audiences', claims({ aud: [] })],
  ['no audience', without('aud')],
  // Point 4: azp names the client to which a token for several audiences was issued.
  ['a second audience and no azp', claims({ aud: [CLIENT_ID, 'other'] })],
  ['a second audience and its azp', claims({ aud: [CLIENT_ID, 'other'], azp: 'other' })],
  ['another azp', claims({ azp: 'other' })],
  ['an expiry in the past', claims({ exp: nowSeconds() - HOUR_SECONDS }), 'kept'],
  ['an expiry as text', claims({ exp: '9999999999' })],
  ['no expiry', without('exp')],
  ['a start in the future (nbf)', claims({ nbf: nowSeconds() + HOUR_SECONDS }), 'kept'],
  // Point 10: iat may be used to reject tokens that were issued too far from now.
  ['an issue in an hour', claims({ iat: nowSeconds() + HOUR_SECONDS }), 'kept'],
  ['an issue a week ago', claims({ iat: nowSeconds() - WEEK_SECONDS }), 'kept'],
  ['an issue as text', claims({ iat: String(nowSeconds()) })],
  ['no time of issue', without('iat')],
  ['no subject', without('sub')],
  ['an empty subject', claims({ sub: '' }), 'ended'],
  ['a number as its subject', claims({ sub: 1 })],
  ['a subject of more than 255 characters', claims({ sub: 'x'.repeat(256) }), 'ended'],
  ['a subject with a NUL', claims({ sub: 'user-1\u0000' }), 'ended'],
];

/** OpenID Connect Core §3.1.3.7 point 11, §15.5.2: one nonce, for one flow. */
const badNonces: Case[] = [
  ['another nonce', claims({ nonce: 'other' })],
  ['an empty nonce', claims({ nonce: '' })],
  ['the nonce in a list', claims(({ grant }) => ({ nonce: [grant.nonce] }))],
  ['no nonce', without('nonce')],
];

/** OpenID Connect Core §3.1.3.8, §3.3.2.11; `s_hash`: FAPI 1.0 part 2 §5.1. */
const badHashes: Case[] = [
  ['the hash of another access token', claims({ at_hash: leftHalf('other') })],
  [
    'the hash of the access token by another algorithm',
    claims(({ accessToken }) => ({ at_hash: leftHalf(accessToken, 'sha512') })),
  ],
  ['a number as the hash of the access token', claims({ at_hash: 7 })],
];

const badCodeHashes: Case[] = [
  ['the hash of another code', claims({ c_hash: leftHalf('other') })],
  ['the hash of another state', claims({ s_hash: leftHalf('other') })],
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
  ...unsigned,
  ...symmetric,
  ...badlySigned,
  ...injections,
  ...badClaims,
  ...badHashes,
  ...malformed,
];

/** id_tokens that are wrong only in a code exchange. */
export const WRONG_AT_EXCHANGE: Case[] = [
  ...onlySymmetric,
  ...badNonces,
  ...badCodeHashes,
  ...missing,
];

export const VALID_ID_TOKENS: Case[] = [
  ['its audience in a list', claims({ aud: [CLIENT_ID] })],
  // Core §3.1.3.7, points 3 to 5: issued to this client, as azp says.
  ['a second audience and the right azp', claims({ aud: [CLIENT_ID, 'other'], azp: CLIENT_ID })],
  ['the right azp', claims({ azp: CLIENT_ID })],
  ['no kid, as there is one key', withHeader({ kid: undefined })],
  ['the signature ES256', publishing([secondKey], signedBy(secondKey))],
  [
    'the signature EdDSA',
    publishing([thirdKey], {
      ...signedBy(thirdKey),
      ...claims(({ accessToken }) => ({ at_hash: leftHalf(accessToken, 'sha512') })),
    }),
  ],
  ['no at_hash', without('at_hash')],
  [
    'the right hashes',
    claims(({ code, grant }) => ({ c_hash: leftHalf(code ?? ''), s_hash: leftHalf(grant.state) })),
  ],
  ['an issue two minutes ahead', claims({ iat: nowSeconds() + 120 })],
  ['an issue two minutes ago', claims({ iat: nowSeconds() - 120 })],
  ['claims that nobody knows', claims({ amr: ['pwd'], 'https://example.com/role': { a: 1 } })],
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

function withKeys(change: (keys: Json[]) => unknown[]): Deviation {
  return { keys: (keys) => change(keys) };
}

function weakKey(): Deviation {
  const key = rsaKey('weak', 'RS256', 1_024);
  return { keys: () => [jwkOf(key)], ...signedBy(key) };
}
