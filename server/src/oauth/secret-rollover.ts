import { isConnectedAppsError } from '../errors/connected-apps-error';
import { isTransient } from './errors/translate-error';
import type { OAuthClient } from './types';

/**
 * The codes by which providers refuse a client secret: that of RFC 6749 §5.2, GitHub's own, and the
 * one that Keycloak sends for a wrong secret although the RFC gives it another meaning.
 */
const CLIENT_REFUSALS = ['invalid_client', 'incorrect_client_credentials', 'unauthorized_client'];

const isClientRefused = (error: unknown): boolean =>
  isConnectedAppsError(error) &&
  error.code === 'provider_rejected' &&
  CLIENT_REFUSALS.includes(error.reason ?? '');

/** Called each time a secret gets a token. */
export interface RolloverEvents {
  onCurrentWorked(): void;
  /** The provider has refused the current secret before: only then is the previous one tried. */
  onPreviousWorked(): void;
}

/**
 * A client whose secret is being changed at the provider. If one secret is refused, the same
 * request is sent once more with the other secret. From then on, the secret that works is tried
 * first, so a change costs one request.
 *
 * A code works only once, yet this client may send it twice. The provider authenticates the client
 * before it checks the grant (the order of RFC 6749 §4.1.3 and §6). So a refused client (§5.2,
 * `invalid_client`) has consumed neither a code nor a refresh token.
 */
export const createRolloverClient = (
  current: OAuthClient,
  previous: OAuthClient,
  { onCurrentWorked, onPreviousWorked }: RolloverEvents
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
      // If both secrets are refused, the app's fault must be about the one that was entered last.
      if (isClientRefused(error)) throw other === current ? error : refusal;
      // The provider refused the grant, so it accepted this secret.
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

  /** Only a token proves that a secret is accepted: some providers revoke without checking it. */
  const tokenWithEither = <Result>(
    ask: (client: OAuthClient) => Promise<Result>,
    isToken: (result: Result) => boolean = () => true
  ) =>
    withEither(async (client) => {
      const result = await ask(client);
      if (!isToken(result)) return result;
      if (client === current) onCurrentWorked();
      else onPreviousWorked();
      return result;
    });

  return {
    ...current,
    buildAuthorizationUrl: (input) => withEither((client) => client.buildAuthorizationUrl(input)),
    exchangeCode: (input) => tokenWithEither((client) => client.exchangeCode(input)),
    runGrant: (input) => tokenWithEither((client) => client.runGrant(input)),
    authorizeDevice: (input) => withEither((client) => client.authorizeDevice(input)),
    pollDevice: (input) =>
      tokenWithEither(
        (client) => client.pollDevice(input),
        ({ state }) => state === 'granted'
      ),
    refresh: (input) => tokenWithEither((client) => client.refresh(input)),
    clientCredentials: (input) => tokenWithEither((client) => client.clientCredentials(input)),
    exchangeToken: (input) => tokenWithEither((client) => client.exchangeToken(input)),
    introspect: (accessToken) => withEither((client) => client.introspect(accessToken)),
    revoke: (input) => withEither((client) => client.revoke(input)),
  };
};
