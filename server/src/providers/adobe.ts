import { preset, refreshTokenNeeds } from './preset';

/**
 * Adobe Identity Management (IMS), for an OAuth Web App. There is no revocation endpoint, because
 * Adobe's wants the client ID in the address as well.
 */
export const adobe = preset({
  id: 'adobe',
  name: 'Adobe',
  endpoints: {
    authorizationEndpoint: 'https://ims-na1.adobelogin.com/ims/authorize/v2',
    tokenEndpoint: 'https://ims-na1.adobelogin.com/ims/token/v3',
    userinfoEndpoint: 'https://ims-na1.adobelogin.com/ims/userinfo/v2',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'profile', 'offline_access'],
  protocol: {
    scopeSeparator: ',',
    // That an id_token repeats the nonce is not confirmed.
    idTokens: 'ignored',
  },
  refreshTokenNeeds: refreshTokenNeeds({ scopes: ['offline_access'] }),
  usefulScopes: [
    { scope: 'openid', description: 'Identify a user' },
    { scope: 'AdobeID', description: 'Use the Adobe account of a user' },
    { scope: 'email', description: 'Read the email address' },
    { scope: 'profile', description: 'Read the name' },
    { scope: 'offline_access', description: 'Get a refresh token' },
    { scope: 'creative_sdk', description: 'Use the Creative SDK' },
    { scope: 'lr_partner_apis', description: 'Use the API of Lightroom' },
    { scope: 'read_organizations', description: 'Read the organizations of a user' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Add an OAuth Web App credential to a project in Adobe Developer Console. Only the credential kinds for user authentication have a consent page.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the default redirect URI, and add it to the redirect URI pattern with a backslash before each dot. Adobe accepts https only.',
    },
    {
      field: 'scopes',
      text: 'Add the scopes of the APIs in the project. Keep offline_access: without it, a connection ends after a day.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of the APIs in the project. Most of them also need the client ID in the header x-api-key of each request.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 14 days. Refresh idle connections more often than that.',
    },
  ],
  consoleUrl: 'https://developer.adobe.com/console/projects',
  documentationUrl:
    'https://developer.adobe.com/developer-console/docs/guides/authentication/UserAuthentication/ims',
  sources: [
    'https://developer.adobe.com/developer-console/docs/guides/authentication/UserAuthentication/ims',
    'https://developer.adobe.com/developer-console/docs/guides/authentication/UserAuthentication/implementation',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed that an id_token repeats the nonce, so the plugin does not use it.',
    'It is not confirmed whether the scopes may also be separated by spaces.',
    'It is not confirmed whether the revocation accepts a request without the client ID in the address.',
  ],
});
