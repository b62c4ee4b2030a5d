import { preset } from './preset';

/** An app with Scoped OAuth. */
export const pagerduty = preset({
  id: 'pagerduty',
  name: 'PagerDuty',
  endpoints: {
    authorizationEndpoint: 'https://identity.pagerduty.com/oauth/authorize',
    tokenEndpoint: 'https://identity.pagerduty.com/oauth/token',
    userinfoEndpoint: 'https://api.pagerduty.com/users/me',
  },
  scopes: ['users.read'],
  apiOrigins: ['https://api.pagerduty.com'],
  protocol: { responsePlaces: { accountId: ['/user/id'], accountName: ['/user/email'] } },
  usefulScopes: [
    { scope: 'users.read', description: 'Read users' },
    { scope: 'incidents.read', description: 'Read incidents' },
    { scope: 'incidents.write', description: 'Create and change incidents' },
    { scope: 'services.read', description: 'Read services' },
    { scope: 'schedules.read', description: 'Read schedules' },
    { scope: 'oncalls.read', description: 'Read who is on call' },
    { scope: 'escalation_policies.read', description: 'Read escalation policies' },
    { scope: 'teams.read', description: 'Read teams' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Register an app with OAuth 2.0 and Scoped OAuth. An app with Classic User OAuth has the scopes read and write, and needs one of these in place of users.read.',
    },
    {
      field: 'scopes',
      text: 'Select the same scopes for the app in PagerDuty. Keep users.read, so that connections show whose they are.',
    },
    {
      field: 'apiOrigins',
      text: 'For accounts in the service region EU, replace api.pagerduty.com by api.eu.pagerduty.com, in the userinfo URI too.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs of the app.',
    },
  ],
  consoleUrl: 'https://app.pagerduty.com/developer/apps',
  documentationUrl: 'https://developer.pagerduty.com/docs/user-oauth-token-via-code-grant',
  sources: [
    'https://developer.pagerduty.com/docs/user-oauth-token-via-code-grant',
    'https://developer.pagerduty.com/docs/oauth-functionality',
    'https://www.pagerduty.com/blog/updating-your-tools-for-api-scopes',
    'https://github.com/PagerDuty-Samples/pagerduty-bulk-user-mgr-sample',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed how long an access token of Scoped OAuth lives. The response tells it.',
    'It is not confirmed whether a refresh returns another refresh token.',
    'The pages that were read do not say how the response to a refresh names an ended grant.',
  ],
});
