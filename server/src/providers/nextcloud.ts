import { fixedPart, preset } from './preset';

/** There are no scopes: a token has all the rights of the user. */
export const nextcloud = preset({
  id: 'nextcloud',
  name: 'Nextcloud',
  endpoints: {
    authorizationEndpoint: 'https://{host}/apps/oauth2/authorize',
    tokenEndpoint: 'https://{host}/apps/oauth2/api/v1/token',
  },
  apiOrigins: ['https://{host}'],
  variables: [fixedPart('host', 'Host of the server', 'cloud.example.com')],
  protocol: {
    responsePlaces: { accountId: ['user_id'], accountName: ['user_id'] },
    // For a refresh token that is unknown or was used already:
    // https://github.com/nextcloud/server/blob/master/apps/oauth2/lib/Controller/OauthApiController.php
    endedGrantWords: [{ key: 'error', value: 'invalid_request' }],
    apiHeaders: [{ key: 'OCS-APIRequest', value: 'true' }],
  },
  hints: [
    {
      field: 'authorizationEndpoint',
      text: 'If your server has no pretty URLs, insert /index.php before /apps here and in the token URI.',
    },
    {
      field: 'clientId',
      text: 'Add the client under Security in the administration settings of Nextcloud.',
    },
    {
      field: 'scopes',
      text: 'Nextcloud has no scopes: a token can do all that the user can. Leave this field empty.',
    },
    {
      field: 'apiOrigins',
      text: 'If the API refuses every token, Apache may strip the Authorization header. Turn on mod_rewrite and mod_env on the server.',
    },
  ],
  documentationUrl:
    'https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/oauth2.html',
  sources: [
    'https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/oauth2.html',
    'https://docs.nextcloud.com/server/latest/developer_manual/client_apis/OCS/ocs-api-overview.html',
    'https://github.com/nextcloud/server/blob/master/apps/oauth2/lib/Controller/OauthApiController.php',
  ],
  checkedOn: '2026-11-29',
  openQuestions: ['The documentation does not say how long a refresh token lives without use.'],
});
