import { preset } from './preset';

/** ClickUp has no scopes, and its tokens have no lifetime and no refresh token. */
export const clickup = preset({
  id: 'clickup',
  name: 'ClickUp',
  endpoints: {
    authorizationEndpoint: 'https://app.clickup.com/api',
    tokenEndpoint: 'https://api.clickup.com/api/v2/oauth/token',
    userinfoEndpoint: 'https://api.clickup.com/api/v2/user',
  },
  apiOrigins: ['https://api.clickup.com'],
  protocol: {
    responsePlaces: { accountId: ['/user/id'], accountName: ['/user/email', '/user/username'] },
  },
  hints: [
    {
      field: 'clientId',
      text: 'Only an owner or admin of a workspace can create an app, under Apps in the settings of the workspace.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. A person chooses the workspaces when connecting, and the token may do there what the person may do.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: "Leave this empty. ClickUp's tokens do not expire, and there is no refresh token.",
    },
  ],
  consoleUrl: 'https://app.clickup.com/settings/apps',
  documentationUrl: 'https://developer.clickup.com/docs/authentication',
  sources: [
    'https://developer.clickup.com/docs/authentication',
    'https://developer.clickup.com/reference/getaccesstoken',
    'https://developer.clickup.com/reference/getauthorizeduser',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation says that tokens do not expire at present, and that this may change.',
    'It is not confirmed whether ClickUp supports PKCE or ignores it.',
  ],
});
