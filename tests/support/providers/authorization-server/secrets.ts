import { randomInt } from 'node:crypto';

/** Everything that only the provider, the client and sometimes the browser may know. */
export type SecretName =
  | 'clientSecret'
  | 'code'
  | 'codeVerifier'
  | 'state'
  | 'nonce'
  | 'accessToken'
  | 'refreshToken'
  | 'idToken';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Short and letters only, so that no filter for token-like text would find it. */
export const newSecret = (): string =>
  Array.from({ length: 24 }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** The secrets that the server issued and received, by kind, in order. */
export class Secrets {
  readonly byName: Readonly<Record<SecretName, string[]>> = {
    clientSecret: [],
    code: [],
    codeVerifier: [],
    state: [],
    nonce: [],
    accessToken: [],
    refreshToken: [],
    idToken: [],
  };

  add(name: SecretName, value: unknown): void {
    const known = this.byName[name];
    if (typeof value === 'string' && value !== '' && !known.includes(value)) known.push(value);
  }

  issue(name: SecretName): string {
    const secret = newSecret();
    this.add(name, secret);
    return secret;
  }

  get all(): { name: string; value: string }[] {
    return Object.entries(this.byName).flatMap(([name, values]) =>
      values.map((value) => ({ name, value }))
    );
  }
}
