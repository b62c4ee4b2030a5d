import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { readKeyFile, UnusableKey } from '../../../server/src/oauth/assertion-key';

const pair = generateKeyPairSync('rsa', { modulusLength: 2_048 });
const pkcs8 = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const PEM = pkcs8(pair.privateKey);

const SERVICE_ACCOUNT = {
  type: 'service_account',
  private_key_id: 'key-1',
  private_key: PEM,
  client_email: 'reader@project.iam.gserviceaccount.com',
  client_id: '1234567890',
  token_uri: 'https://oauth2.googleapis.com/token',
};

const file = (changes: object = {}): string => JSON.stringify({ ...SERVICE_ACCOUNT, ...changes });

describe('a pasted key', () => {
  it("is a service account's file, with who signs and where to get tokens", () => {
    expect(readKeyFile(` ${file()}\n`)).toEqual({
      key: { pem: PEM, kid: 'key-1' },
      issuer: SERVICE_ACCOUNT.client_email,
      tokenEndpoint: SERVICE_ACCOUNT.token_uri,
    });
  });

  it.each([
    ['PKCS #8', PEM],
    ['PKCS #1', pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ])('is a PEM (%s), and nothing but the key', (_name, pem) => {
    const key = { pem: PEM, kid: null };
    expect(readKeyFile(pem)).toEqual({ key, issuer: null, tokenEndpoint: null });
  });

  it.each([
    ['EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey],
    ['Ed25519', generateKeyPairSync('ed25519').privateKey],
  ])('may be of the kind %s', (_name, key) => {
    expect(readKeyFile(pkcs8(key)).key.pem).toBe(pkcs8(key));
  });

  const encrypted = (type: 'pkcs8' | 'pkcs1') =>
    pair.privateKey
      .export({ type, format: 'pem', cipher: 'aes-256-cbc', passphrase: 'S3cret' })
      .toString();

  it.each([
    ['another text', 'hello', /no private key/],
    [
      'a public key',
      pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      /public key/,
    ],
    ['an encrypted key', encrypted('pkcs8'), /encrypted/],
    ['an encrypted key of the old format', encrypted('pkcs1'), /encrypted/],
    ['half a key', PEM.slice(0, 400), /no private key/],
    ['half a file', file().slice(0, 100), /no complete JSON/],
    ['a file without a key', file({ private_key: undefined }), /no private_key/],
    ["a person's credentials", file({ type: 'authorized_user' }), /authorized_user/],
    [
      'a file with a public key',
      file({ private_key: pair.publicKey.export({ type: 'spki', format: 'pem' }) }),
      /public key/,
    ],
    ['a short key', pkcs8(generateKeyPairSync('rsa', { modulusLength: 1_024 }).privateKey), /2048/],
    [
      'another curve',
      pkcs8(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey),
      /P-256/,
    ],
  ])('is refused if it is %s, with what to do and without a word of it', (_name, text, message) => {
    let refusal: unknown;
    try {
      readKeyFile(text);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(UnusableKey);
    const said = refusal instanceof Error ? refusal.message : '';
    expect(said).toMatch(message);
    const words = text.match(/[A-Za-z0-9+/]{20,}/g) ?? [];
    expect(words.filter((word) => said.includes(word))).toEqual([]);
  });
});
