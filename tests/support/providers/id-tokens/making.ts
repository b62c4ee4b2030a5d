import type { Deviation, Issue, Json } from '../authorization-server/deviations';
import type { TestAuthorizationServer } from '../authorization-server/server';
import { jwkOf, rsaKey, signJwt, type SigningKey } from '../http-provider';

/**
 * What happens if a refresh returns such an id_token: `refused`, the response is not stored;
 * `kept`, the tokens are stored and the id_token is not used; `ended`, the user must connect again.
 */
export type EndAtRefresh = 'refused' | 'kept' | 'ended';

/** Also refused at a refresh, unless `atRefresh` says otherwise. */
export type Case = [what: string, deviation: Deviation, atRefresh?: EndAtRefresh];

/** The key of a stranger, who has none of the provider's private keys. */
export const strangersKey = rsaKey('stranger');

export const idToken = (make: (claims: Json, issue: Issue) => unknown): Deviation => ({
  idToken: make,
});

export const instead = (value: unknown): Deviation => idToken(() => value);

export const signedBy = (key: SigningKey, header: Json = {}): Deviation =>
  idToken((proper) => signJwt(proper, key, header));

/** Signed properly, with an addition in the header. */
export const withHeader = (header: Json): Deviation =>
  idToken((proper, { provider }) => signJwt(proper, provider.key, header));

/** Signed by a stranger, with a header that says which key to use. */
export const injected = (header: (provider: TestAuthorizationServer) => Json): Deviation =>
  idToken((proper, { provider }) =>
    signJwt(proper, strangersKey, { kid: provider.key.kid, ...header(provider) })
  );

export const publishing = (keys: SigningKey[], deviation: Deviation): Deviation => ({
  ...deviation,
  keys: (published) => [...published, ...keys.map(jwkOf)],
});

export const withKeys = (change: (keys: Json[]) => unknown[]): Deviation => ({
  keys: (keys) => change(keys),
});
