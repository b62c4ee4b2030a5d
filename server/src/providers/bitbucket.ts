import { preset } from './preset';

/** Bitbucket Cloud. The consumer's permissions are the scopes, so none are requested. */
export const bitbucket = preset({
  id: 'bitbucket',
  name: 'Bitbucket',
  endpoints: {
    authorizationEndpoint: 'https://bitbucket.org/site/oauth2/authorize',
    tokenEndpoint: 'https://bitbucket.org/site/oauth2/access_token',
    userinfoEndpoint: 'https://api.bitbucket.org/2.0/user',
  },
  clientAuthMethod: 'client_secret_basic',
  apiOrigins: ['https://api.bitbucket.org'],
  protocol: {
    responsePlaces: { scope: ['scopes'], accountId: ['uuid'], accountName: ['display_name'] },
    // Sent as `invalid_request`: https://github.com/readthedocs/readthedocs.org/issues/2992
    endedGrantWords: [{ key: 'error_description', value: 'Invalid refresh_token' }],
  },
  usefulScopes: [
    { scope: 'account', description: 'Read the account and the members of its workspaces' },
    { scope: 'email', description: 'Read the primary email address' },
    { scope: 'project', description: 'Read projects and all their repositories' },
    { scope: 'repository', description: 'Read the source code of repositories' },
    { scope: 'repository:write', description: 'Push to repositories and fork them' },
    { scope: 'pullrequest', description: 'Read and comment on pull requests' },
    { scope: 'pullrequest:write', description: 'Create, approve, merge and decline pull requests' },
    { scope: 'webhook', description: 'Manage webhooks' },
    { scope: 'pipeline', description: 'Read pipelines, deployment environments and variables' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create an OAuth consumer in the settings of a Bitbucket workspace, and enter its key here. Apps of the Atlassian developer console do not work.',
    },
    { field: 'clientSecret', text: 'Enter the secret of the OAuth consumer.' },
    {
      field: 'redirectUri',
      text: 'Enter this address as the callback URL of the consumer. Without one, OAuth 2.0 does not work.',
    },
    {
      field: 'scopes',
      text: 'Select the permissions of the consumer in Bitbucket, and leave this field empty. Select at least reading the account, so that connections show whose they are.',
    },
  ],
  documentationUrl: 'https://developer.atlassian.com/cloud/bitbucket/oauth-2/',
  sources: [
    'https://developer.atlassian.com/cloud/bitbucket/oauth-2/',
    'https://developer.atlassian.com/cloud/bitbucket/rest/intro/',
    'https://support.atlassian.com/bitbucket-cloud/docs/use-oauth-on-bitbucket-cloud/',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation does not say how long a refresh token lives without use.',
    'The documentation does not say whether PKCE is checked.',
  ],
});
