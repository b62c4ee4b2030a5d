import { fixedPart, preset, refreshTokenNeeds, toldValue } from './preset';

/** Where accounts live: https://www.zoho.com/accounts/protocol/oauth/multi-dc.html */
const ACCOUNTS_SERVERS =
  'accounts.zoho.com|accounts.zoho.eu|accounts.zoho.in|accounts.zoho.com.au|accounts.zoho.jp|' +
  'accounts.zohocloud.ca|accounts.zoho.sa|accounts.zoho.uk|accounts.zoho.ae|accounts.zoho.sg|' +
  'accounts.zoho.com.cn';

const API_DOMAINS =
  'www.zohoapis.com|www.zohoapis.eu|www.zohoapis.in|www.zohoapis.com.au|www.zohoapis.jp|' +
  'www.zohoapis.ca|www.zohoapis.sa|www.zohoapis.uk|www.zohoapis.ae|www.zohoapis.sg|' +
  'www.zohoapis.com.cn';

/**
 * Each account is in one data center. The callback names its accounts server, which takes the code
 * and the refresh token, and the token response names its API.
 */
export const zoho = preset({
  id: 'zoho',
  name: 'Zoho',
  endpoints: {
    authorizationEndpoint: 'https://{accounts}/oauth/v2/auth',
    tokenEndpoint: '{server}/oauth/v2/token',
    revocationEndpoint: '{server}/oauth/v2/token/revoke',
    userinfoEndpoint: '{server}/oauth/user/info',
  },
  scopes: ['AaaServer.profile.READ'],
  authorizationParams: [
    { key: 'access_type', value: 'offline' },
    { key: 'prompt', value: 'consent' },
  ],
  apiOrigins: ['{api}'],
  variables: [
    fixedPart('accounts', 'Accounts server where the app is registered', 'accounts.zoho.com'),
    toldValue('server', 'callback', 'accounts-server', ACCOUNTS_SERVERS),
    toldValue('api', 'response', 'api_domain', API_DOMAINS),
  ],
  protocol: {
    scopeSeparator: ',',
    responsePlaces: { accountId: ['ZUID'], accountName: ['Email'] },
    // Zoho's word for a refresh token that was revoked, under the status 200.
    endedGrantWords: [{ key: 'error', value: 'invalid_code' }],
  },
  refreshTokenNeeds: refreshTokenNeeds({
    authorizationParams: [
      { key: 'access_type', value: 'offline' },
      { key: 'prompt', value: 'consent' },
    ],
  }),
  usefulScopes: [
    { scope: 'AaaServer.profile.READ', description: 'Read the name and email address of a user' },
    { scope: 'ZohoCRM.modules.ALL', description: 'Read and change the records of Zoho CRM' },
    { scope: 'ZohoCRM.modules.READ', description: 'Read the records of Zoho CRM' },
    { scope: 'ZohoCRM.settings.READ', description: 'Read the modules and fields of Zoho CRM' },
    { scope: 'ZohoCRM.users.READ', description: 'Read the users of Zoho CRM' },
    { scope: 'ZohoBooks.fullaccess.all', description: 'Read and change all data of Zoho Books' },
    { scope: 'Desk.tickets.READ', description: 'Read the tickets of Zoho Desk' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Add a client of the type Server-based Applications in the API console of your data center.',
    },
    {
      field: 'clientSecret',
      text: 'If people of other data centers connect, turn on Multi DC in the settings of the client, with "Use the same OAuth credentials for all data centers". Otherwise, each data center has a secret of its own, and only one can be entered here.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the origins of products with an API of their own, such as https://desk.zoho.com for Zoho Desk.',
    },
    {
      field: 'authorizationParams',
      text: 'Keep both parameters. Zoho issues a refresh token only with access_type, and a further one to the same person only with prompt.',
    },
    {
      field: 'backgroundRefresh',
      text: 'Zoho keeps 20 refresh tokens for each user and app, and deletes the oldest one when a further one is issued. It also limits how many tokens a refresh token may get in ten minutes.',
    },
  ],
  consoleUrl: 'https://api-console.zoho.com/',
  documentationUrl: 'https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html',
  sources: [
    'https://www.zoho.com/accounts/protocol/oauth/web-apps/authorization.html',
    'https://www.zoho.com/accounts/protocol/oauth/web-apps/access-token.html',
    'https://www.zoho.com/accounts/protocol/oauth/multi-dc.html',
    'https://www.zoho.com/accounts/protocol/oauth/revoke-refresh-token.html',
    'https://www.zoho.com/commerce/api/identify-user-location.html',
    'https://github.com/SocialiteProviders/Providers/blob/master/src/Zoho/Provider.php',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Zoho supports PKCE or ignores it.',
    'The pages of some products print "Zoho-oauthtoken" before the access token, others print "Bearer". It is not confirmed that each API accepts Bearer.',
    'The list of data centers may be incomplete. Add a new one to the patterns of both variables.',
  ],
});
