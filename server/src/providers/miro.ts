import { preset, refreshTokenNeeds } from './preset';

export const miro = preset({
  id: 'miro',
  name: 'Miro',
  endpoints: {
    authorizationEndpoint: 'https://miro.com/oauth/authorize',
    tokenEndpoint: 'https://api.miro.com/v1/oauth/token',
    userinfoEndpoint: 'https://api.miro.com/v1/oauth-token',
  },
  scopes: ['boards:read'],
  apiOrigins: ['https://api.miro.com'],
  protocol: {
    responsePlaces: { accountId: ['/user/id'], accountName: ['/user/name'] },
  },
  refreshTokenNeeds: refreshTokenNeeds({
    console:
      'Choose expiring user authorization tokens when you create the app in Miro: it then issues refresh tokens. This cannot be changed later. Otherwise access tokens do not expire.',
  }),
  usefulScopes: [
    { scope: 'boards:read', description: 'Read boards and what is on them' },
    { scope: 'boards:write', description: 'Create and edit boards and what is on them' },
    { scope: 'identity:read', description: 'Read the profile and email address of a person' },
    { scope: 'team:read', description: 'Read the members of a team' },
  ],
  hints: [
    {
      field: 'scopes',
      text: 'Select the same scopes under Permissions in the app.',
    },
    {
      field: 'backgroundRefresh',
      text: 'A refresh token ends after 60 days. Keep the background refresh on, so that each connection gets a new one in time.',
    },
  ],
  consoleUrl: 'https://miro.com/app/settings/user-profile/apps',
  documentationUrl: 'https://developers.miro.com/docs/getting-started-with-oauth',
  sources: [
    'https://developers.miro.com/docs/getting-started-with-oauth',
    'https://developers.miro.com/reference/get-new-access-token-using-refresh-token',
    'https://developers.miro.com/reference/scopes',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The documentation sends some parameters of a refresh in the address; other clients send all of them in the body.',
  ],
});
