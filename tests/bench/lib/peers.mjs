// @ts-check
// The OAuth clients that people use, each holding a token of the same provider.
import { ConfidentialClientApplication } from '@azure/msal-node';
import { OAuth2Client as BadgatewayClient, OAuth2Fetch } from '@badgateway/oauth2-client';
import { OAuth2Client as GoogleClient } from 'google-auth-library';
import { AuthorizationCode } from 'simple-oauth2';

import { CLIENT_ID, CLIENT_SECRET } from './provider.mjs';

/** @typedef {import('./provider.mjs').TokenResponseBody} TokenResponseBody */

/** Holds a token and offers `expired()`. The caller must refresh and store. */
export const simpleOAuth2 = (
  /** @type {string} */ origin,
  /** @type {TokenResponseBody} */ { access_token, refresh_token, expires_in }
) =>
  new AuthorizationCode({
    client: { id: CLIENT_ID, secret: CLIENT_SECRET },
    auth: { tokenHost: origin, tokenPath: '/token' },
  }).createToken({ access_token, refresh_token, expires_in });

/** Keeps one token in memory and refreshes it once for all callers. */
export const googleAuthLibrary = (
  /** @type {string} */ origin,
  /** @type {TokenResponseBody} */ { access_token, refresh_token, expires_in },
  isExpired = false
) => {
  const client = new GoogleClient({
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    endpoints: { oauth2TokenUrl: `${origin}/token` },
  });
  client.setCredentials({
    access_token,
    refresh_token,
    expiry_date: isExpired ? Date.now() - 1_000 : Date.now() + expires_in * 1_000,
  });
  return client;
};

/** Keeps one token in memory and refreshes it once for all callers. */
export const badgateway = (
  /** @type {string} */ origin,
  /** @type {TokenResponseBody} */ { access_token, refresh_token, expires_in },
  isExpired = false
) => {
  const token = {
    accessToken: access_token,
    refreshToken: refresh_token,
    expiresAt: isExpired ? Date.now() - 1_000 : Date.now() + expires_in * 1_000,
  };
  return new OAuth2Fetch({
    client: new BadgatewayClient({
      server: origin,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      tokenEndpoint: '/token',
      authenticationMethod: 'client_secret_post',
    }),
    getStoredToken: () => token,
    getNewToken: () => null,
    scheduleRefresh: false,
  });
};

const TENANT = 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000';

/** An app's own token, from msal's cache in memory after the first read. Needs no network. */
export const msalNode = (/** @type {TokenResponseBody} */ { access_token, expires_in }) => {
  const answer = async () => ({
    status: 200,
    headers: {},
    body: /** @type {any} */ ({ token_type: 'Bearer', access_token, expires_in }),
  });
  const client = new ConfidentialClientApplication({
    auth: {
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      authority: TENANT,
      authorityMetadata: JSON.stringify({
        issuer: `${TENANT}/v2.0`,
        authorization_endpoint: `${TENANT}/oauth2/v2.0/authorize`,
        token_endpoint: `${TENANT}/oauth2/v2.0/token`,
        jwks_uri: `${TENANT}/discovery/v2.0/keys`,
      }),
      cloudDiscoveryMetadata: JSON.stringify({
        tenant_discovery_endpoint: `${TENANT}/v2.0/.well-known/openid-configuration`,
        'api-version': '1.1',
        metadata: [
          {
            preferred_network: 'login.microsoftonline.com',
            preferred_cache: 'login.windows.net',
            aliases: ['login.microsoftonline.com'],
          },
        ],
      }),
    },
    system: { networkClient: { sendGetRequestAsync: answer, sendPostRequestAsync: answer } },
  });
  return { read: () => client.acquireTokenByClientCredential({ scopes: ['api://x/.default'] }) };
};
