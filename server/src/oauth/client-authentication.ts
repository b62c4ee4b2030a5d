import type { ClientAuth } from 'openid-client';
import * as client from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { ClientAuthMethod } from './client-auth-methods';
import type { ClientSettings } from './types';

/** Encodes as `application/x-www-form-urlencoded`, which RFC 6749 §2.3.1 requires before Basic. */
const formEncode = (value: string): string =>
  new URLSearchParams([['', value]]).toString().slice(1);

/** Whether form encoding leaves a value of the Basic header unchanged. */
export const isSentAsItIs = (value: string): boolean => formEncode(value) === value;

/** HTTP Basic (RFC 7617) with the user name and the password that `credentialsOf` makes. */
const basic =
  (credentialsOf: (clientId: string) => [string, string]): ClientAuth =>
  (_server, { client_id: clientId }, _body, headers) => {
    const credentials = credentialsOf(clientId).join(':');
    headers.set('authorization', `Basic ${Buffer.from(credentials).toString('base64')}`);
  };

/**
 * HTTP Basic (RFC 6749 §2.3.1). Form encoding leaves hyphen, dot and underscore unchanged, so
 * providers that do not decode still recognize the usual client ids.
 */
const clientSecretBasic = (secret: string): ClientAuth =>
  basic((clientId) => [formEncode(clientId), formEncode(secret)]);

const METHODS: Record<ClientAuthMethod, (secret: string) => ClientAuth> = {
  client_secret_basic: clientSecretBasic,
  client_secret_post: (secret) => client.ClientSecretPost(secret),
  client_secret_basic_unencoded: (secret) => basic((clientId) => [clientId, secret]),
  client_secret_as_username: (secret) => basic(() => [secret, '']),
  client_secret_basic_and_post: (secret) => (server, metadata, body, headers) => {
    void client.ClientSecretPost(secret)(server, metadata, body, headers);
    void clientSecretBasic(secret)(server, metadata, body, headers);
  },
  none: () => client.None(),
};

/**
 * Authenticates this client's requests, by one method only (RFC 6749 §2.3) unless the provider
 * requires the secret twice.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`) if the method needs a secret and
 *   the app has none
 */
export const clientAuthentication = (settings: ClientSettings): ClientAuth => {
  const { clientAuthMethod, clientSecret, appKey } = settings;
  if (clientAuthMethod !== 'none' && !clientSecret) {
    throw new ConnectedAppsError(
      'provider_rejected',
      "The app has no client secret. Enter the one from the provider's console, or choose the " +
        'client authentication method "none" if the provider issues none.',
      { app: appKey, reason: 'incomplete' }
    );
  }
  return METHODS[clientAuthMethod](clientSecret ?? '');
};
