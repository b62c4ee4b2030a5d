import { preset } from './preset';

/** Production. The API is at the base URI of the account, which the admin must add. */
export const docusign = preset({
  id: 'docusign',
  name: 'Docusign',
  endpoints: {
    authorizationEndpoint: 'https://account.docusign.com/oauth/auth',
    tokenEndpoint: 'https://account.docusign.com/oauth/token',
    userinfoEndpoint: 'https://account.docusign.com/oauth/userinfo',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['signature', 'extended'],
  usefulScopes: [
    { scope: 'signature', description: 'Send, sign and manage envelopes' },
    { scope: 'extended', description: 'Get a new refresh token of 30 days with every refresh' },
    { scope: 'impersonation', description: 'Act as a user who is not present' },
    { scope: 'click.manage', description: 'Manage clickwraps' },
    { scope: 'organization_read', description: 'Read organizations' },
    { scope: 'user_read', description: 'Read the users of an organization' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Enter the integration key. A new key works only in a developer account until Docusign has approved it in the go-live review.',
    },
    {
      field: 'authorizationEndpoint',
      text: 'For a developer account, replace account.docusign.com by account-d.docusign.com in the authorization, token and userinfo URIs.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the base URI of your account, such as https://na1.docusign.net. The userinfo endpoint returns it as base_uri.',
    },
    {
      field: 'scopes',
      text: 'Keep extended. Without it, people must connect again after 30 days.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URIs of the integration key.',
    },
  ],
  documentationUrl: 'https://developers.docusign.com/platform/auth/authcode/',
  sources: [
    'https://developers.docusign.com/platform/auth/authcode/',
    'https://www.docusign.com/blog/developers/authorization-code-grant-refresh-tokens',
    'https://docs.docusign.com/esign/guide/authentication/oa2_auth_code.html',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The pages that were read do not describe a revocation endpoint.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
