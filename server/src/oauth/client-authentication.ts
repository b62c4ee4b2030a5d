import type { ClientAuth } from 'openid-client';
import * as client from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { SecretAuthMethod } from './client-auth-methods';
import { isEntraTemplate } from './issuers';
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

const BY_SECRET: Record<SecretAuthMethod, (secret: string) => ClientAuth> = {
  client_secret_basic: clientSecretBasic,
  client_secret_post: (secret) => client.ClientSecretPost(secret),
  client_secret_basic_unencoded: (secret) => basic((clientId) => [clientId, secret]),
  client_secret_as_username: (secret) => basic(() => [secret, '']),
  client_secret_basic_and_post: (secret) => (server, metadata, body, headers) => {
    void client.ClientSecretPost(secret)(server, metadata, body, headers);
    void clientSecretBasic(secret)(server, metadata, body, headers);
  },
};

const incomplete = (app: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { app, reason: 'incomplete' });

/** No issuer, or Microsoft's template for one, is no server's own name. */
const audienceOf = ({ issuer, endpoints, protocol }: ClientSettings): string | null =>
  protocol.clientAssertionAudience === 'token_endpoint' ||
  issuer === null ||
  isEntraTemplate(issuer)
    ? endpoints.tokenEndpoint
    : issuer;

/**
 * A JWT that names this client, lives for a minute, and is different each time (RFC 7523 §3).
 * openid-client sets all members but these.
 */
const privateKeyJwt = (settings: ClientSettings): ClientAuth => {
  const { clientKey, appKey } = settings;
  if (!clientKey) throw incomplete(appKey, 'The app has no key yet. Save the app again.');
  return client.PrivateKeyJwt(clientKey, {
    [client.modifyAssertion]: (_header, payload) => {
      payload.aud = audienceOf(settings) ?? payload.aud;
      // Optional, and a provider whose clock is behind would refuse it.
      delete payload.nbf;
    },
  });
};

/**
 * Authenticates this client's requests, by one method only (RFC 6749 §2.3) unless the provider
 * requires the secret twice.
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`) if the method needs a secret or a
 *   key and the app has none
 */
export const clientAuthentication = (settings: ClientSettings): ClientAuth => {
  const { clientAuthMethod, clientSecret, appKey } = settings;
  if (clientAuthMethod === 'none') return client.None();
  if (clientAuthMethod === 'private_key_jwt') return privateKeyJwt(settings);
  if (clientSecret) return BY_SECRET[clientAuthMethod](clientSecret);
  throw incomplete(
    appKey,
    "The app has no client secret. Enter the one from the provider's console, or choose the " +
      'client authentication method "none" if the provider issues none.'
  );
};
