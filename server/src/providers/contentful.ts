import { preset, refreshTokenNeeds } from './preset';

/** Content management. There are no refresh tokens: an app chooses how long its tokens live. */
export const contentful = preset({
  id: 'contentful',
  name: 'Contentful',
  endpoints: {
    authorizationEndpoint: 'https://be.contentful.com/oauth/authorize',
    tokenEndpoint: 'https://be.contentful.com/oauth/token',
    userinfoEndpoint: 'https://api.contentful.com/users/me',
  },
  scopes: ['content_management_read'],
  apiOrigins: ['https://api.contentful.com'],
  protocol: { responsePlaces: { accountId: ['/sys/id'] } },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Contentful issues no refresh tokens. Choose a long lifetime of tokens for the OAuth application.',
  }),
  usefulScopes: [
    {
      scope: 'content_management_read',
      description: 'Read what the person can read in the content management API',
    },
    {
      scope: 'content_management_manage',
      description: 'Read and change what the person can change in the content management API',
    },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create the OAuth application as a confidential client, in the developer settings of your profile.',
    },
    {
      field: 'apiOrigins',
      text: 'The tokens are for the content management API. For spaces in the EU, replace api.contentful.com by api.eu.contentful.com, in the userinfo URI too.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the application.',
    },
  ],
  consoleUrl: 'https://app.contentful.com/account/profile/developers/applications',
  documentationUrl: 'https://www.contentful.com/developers/docs/extensibility/oauth/',
  sources: [
    'https://www.contentful.com/developers/docs/extensibility/oauth/',
    'https://www.contentful.com/developers/docs/references/authentication/',
    'https://github.com/aspnet-contrib/AspNet.Security.OAuth.Providers',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'The page prints only the request with response_type=token. Several other clients use a code and the token endpoint, as the plugin does.',
    'It is not confirmed whether Contentful supports PKCE or ignores it.',
    'It is not confirmed whether the token response tells the lifetime.',
    'It is not confirmed that OAuth applications exist in the data residency EU.',
  ],
});
