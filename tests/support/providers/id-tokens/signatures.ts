import { announcing, type Deviation } from '../authorization-server/deviations';
import { withPayload, withSignature } from '../forged-jwts';
import {
  ecKey,
  edKey,
  hmacJwt,
  jwkOf,
  rsaKey,
  signJwt,
  unsignedJwt,
  type SigningKey,
} from '../http-provider';
import {
  idToken,
  injected,
  publishing,
  signedBy,
  strangersKey,
  withHeader,
  withKeys,
  type Case,
} from './making';

export const secondKey = ecKey('ec-1');
export const thirdKey = edKey('ed-1');
const weakKey = rsaKey('weak', 'RS256', 1_024);

const announcingAlgorithms = (algorithms: string[], deviation: Deviation): Deviation => ({
  ...deviation,
  ...announcing({ id_token_signing_alg_values_supported: algorithms }),
});

const pem = ({ publicKey }: SigningKey) => publicKey.export({ type: 'spki', format: 'pem' });
const der = ({ publicKey }: SigningKey) => publicKey.export({ type: 'spki', format: 'der' });
const kidOf = ({ kid }: SigningKey) => ({ kid });

const EVERY_ALGORITHM = ['RS256', 'ES256', 'EdDSA', 'HS256', 'none'];

/** OpenID Connect Core §2: signed, and `none` only if the client asked for it. */
const unsigned: Case[] = [
  ...['none', 'None', 'nOnE', null, undefined, '', 0].map((alg): Case => [
    `the algorithm ${JSON.stringify(alg)}`,
    announcingAlgorithms(
      EVERY_ALGORITHM,
      idToken((proper) => unsignedJwt(proper, alg))
    ),
  ]),
  [
    'the algorithm none and a signature behind it',
    announcingAlgorithms(EVERY_ALGORITHM, withHeader({ alg: 'none' })),
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
    announcingAlgorithms(
      EVERY_ALGORITHM,
      idToken((proper, { clientSecret }) => hmacJwt(proper, clientSecret))
    ),
  ],
  [
    'HS256 by the public key as PEM',
    announcingAlgorithms(
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
      ...announcingAlgorithms(EVERY_ALGORITHM, {}),
      keys: (keys) => [...keys, { kty: 'oct', kid: 'oct', k: 'c2VjcmV0', alg: 'HS256' }],
      idToken: (proper) => hmacJwt(proper, 'secret', { kid: 'oct' }),
    },
  ],
];

/** Wrong only in a code exchange. */
export const ONLY_SYMMETRIC: Case[] = [
  [
    'HS256 by the client secret, and nothing else announced',
    announcingAlgorithms(
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
    announcingAlgorithms(['RS256'], publishing([secondKey], signedBy(secondKey))),
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
  ['a published key of 1024 bits', { keys: () => [jwkOf(weakKey)], ...signedBy(weakKey) }],
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

/** Wrong signatures, in any response. */
export const WRONG_SIGNATURES: Case[] = [...unsigned, ...symmetric, ...badlySigned, ...injections];
