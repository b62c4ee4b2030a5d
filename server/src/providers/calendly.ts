import { preset } from './preset';

export const calendly = preset({
  id: 'calendly',
  name: 'Calendly',
  endpoints: {
    authorizationEndpoint: 'https://auth.calendly.com/oauth/authorize',
    tokenEndpoint: 'https://auth.calendly.com/oauth/token',
    revocationEndpoint: 'https://auth.calendly.com/oauth/revoke',
    userinfoEndpoint: 'https://api.calendly.com/users/me',
  },
  scopes: ['users:read'],
  apiOrigins: ['https://api.calendly.com'],
  protocol: {
    responsePlaces: {
      accountId: ['/resource/uri'],
      accountName: ['/resource/email'],
    },
  },
  usefulScopes: [
    { scope: 'users:read', description: 'Read users' },
    { scope: 'organizations:read', description: 'Read organizations and their members' },
    { scope: 'event_types:read', description: 'Read event types and their available times' },
    { scope: 'event_types:write', description: 'Create and change event types' },
    { scope: 'availability:read', description: 'Read busy times and availability schedules' },
    { scope: 'scheduled_events:read', description: 'Read scheduled events and invitees' },
    { scope: 'scheduled_events:write', description: 'Book and cancel events' },
    { scope: 'webhooks:write', description: 'Manage webhook subscriptions' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create the app in a Calendly developer account, which is separate from your Calendly account. Sandbox and production need one app each.',
    },
    {
      field: 'clientSecret',
      text: 'Calendly shows the client secret only once.',
    },
    {
      field: 'scopes',
      text: 'Select each scope for the app in Calendly first. A new app has no access without scopes.',
    },
    {
      field: 'redirectUri',
      text: 'An app for production requires https. An app for the sandbox also allows http with localhost.',
    },
  ],
  consoleUrl: 'https://developer.calendly.com/console/apps',
  documentationUrl: 'https://developer.calendly.com/creating-an-oauth-app',
  sources: [
    'https://developer.calendly.com/creating-an-oauth-app',
    'https://developer.calendly.com/how-to-access-calendly-data-on-behalf-of-authenticated-users',
    'https://developer.calendly.com/docs/authentication/scopes',
  ],
  checkedOn: '2026-11-29',
});
