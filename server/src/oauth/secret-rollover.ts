import { isConnectedAppsError } from '../errors';
import { isTransient } from './errors';
import type { OAuthClient } from './types';

/**
 * How providers refuse a client secret: RFC 6749 §5.2; GitHub's own code; and the one that
 * Keycloak answers for a wrong secret, whatever it means in the RFC.
 */
const CLIENT_REFUSALS = ['invalid_client', 'incorrect_client_credentials', 'unauthorized_client'];

const isClientRefused = (error: unknown): boolean =>
  isConnectedAppsError(error) &&
  error.code === 'provider_rejected' &&
  CLIENT_REFUSALS.includes(error.reason ?? '');

/**
 * A client whose secret is being changed at the provider: where one secret is refused, the same
 * request is sent once more with the other. The one that works is asked first from then on, so a
 * change costs one request. `onCurrentWorked` is called each time that the current one got a token.
 *
 * A code may be sent twice here, though it works once only: the provider authenticates the client
 * before it looks at the grant (the order of RFC 6749 §4.1.3 and §6), so a refused client
 * (§5.2, `invalid_client`) has spent neither a code nor a refresh token.
 */
export const createRolloverClient = (
  current: OAuthClient,
  previous: OAuthClient,
  onCurrentWorked: () => void
): OAuthClient => {
  let preferred = current;

  const askOther = async <Result>(
    other: OAuthClient,
    ask: (client: OAuthClient) => Promise<Result>,
    refusal: unknown
  ): Promise<Result> => {
    try {
      const result = await ask(other);
      preferred = other;
      return result;
    } catch (error) {
      // With both refused, the app's fault is about the secret that was entered last.
      if (isClientRefused(error)) throw other === current ? error : refusal;
      // The grant was refused then, and not the client.
      if (!isTransient(error)) preferred = other;
      throw error;
    }
  };

  const withEither = async <Result>(
    ask: (client: OAuthClient) => Promise<Result>
  ): Promise<Result> => {
    const first = preferred;
    try {
      return await ask(first);
    } catch (error) {
      if (!isClientRefused(error)) throw error;
      return askOther(first === current ? previous : current, ask, error);
    }
  };

  /** Only a token proves that a secret is accepted: some providers revoke without asking for one. */
  const tokenWithEither = <Result>(ask: (client: OAuthClient) => Promise<Result>) =>
    withEither(async (client) => {
      const result = await ask(client);
      if (client === current) onCurrentWorked();
      return result;
    });

  return {
    ...current,
    exchangeCode: (input) => tokenWithEither((client) => client.exchangeCode(input)),
    refresh: (input) => tokenWithEither((client) => client.refresh(input)),
    clientCredentials: (input) => tokenWithEither((client) => client.clientCredentials(input)),
    revoke: (input) => withEither((client) => client.revoke(input)),
  };
};
