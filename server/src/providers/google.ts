import { preset, refreshTokenNeeds } from './preset';

/** Google issues a refresh token only for offline access, and another only after a new consent. */
const OFFLINE = [
  { key: 'access_type', value: 'offline' },
  { key: 'prompt', value: 'consent' },
];

export const google = preset({
  id: 'google',
  name: 'Google',
  discoveryUrl: 'https://accounts.google.com/.well-known/openid-configuration',
  issuer: 'https://accounts.google.com',
  endpoints: {
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    revocationEndpoint: 'https://oauth2.googleapis.com/revoke',
    userinfoEndpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    jwksUri: 'https://www.googleapis.com/oauth2/v3/certs',
  },
  scopes: ['openid', 'email', 'profile'],
  authorizationParams: OFFLINE,
  apiOrigins: ['https://www.googleapis.com', 'https://gmail.googleapis.com'],
  refreshTokenNeeds: refreshTokenNeeds({ authorizationParams: OFFLINE }),
  consoleUrl: 'https://console.cloud.google.com/apis/credentials',
  documentationUrl: 'https://developers.google.com/identity/protocols/oauth2/web-server',
  usefulScopes: [
    {
      scope: 'https://www.googleapis.com/auth/gmail.readonly',
      description: 'Read the messages and settings of a mailbox',
    },
    { scope: 'https://www.googleapis.com/auth/gmail.send', description: 'Send messages' },
    {
      scope: 'https://www.googleapis.com/auth/calendar.readonly',
      description: 'Read calendars and their events',
    },
    {
      scope: 'https://www.googleapis.com/auth/calendar.events',
      description: 'Read and edit the events of calendars',
    },
    {
      scope: 'https://www.googleapis.com/auth/drive.file',
      description: 'Read and edit the files that are created or opened with the app',
    },
    {
      scope: 'https://www.googleapis.com/auth/drive.readonly',
      description: 'Read all files in Google Drive',
    },
    {
      scope: 'https://www.googleapis.com/auth/spreadsheets',
      description: 'Read and edit all spreadsheets',
    },
    {
      scope: 'https://www.googleapis.com/auth/contacts.readonly',
      description: 'Read contacts',
    },
    {
      scope: 'https://www.googleapis.com/auth/analytics.readonly',
      description: 'Read the data of Google Analytics',
    },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'While the app is in testing, refresh tokens end after 7 days, and only test users can connect. Publish the app under Audience in Google Cloud.',
    },
    {
      field: 'scopes',
      text: 'Enable each API in the Google Cloud project. Scopes that Google calls sensitive or restricted also need verification before an app is open to everyone.',
    },
    {
      field: 'redirectUri',
      text: 'Google requires https and a public domain, except for localhost. Add this address to the authorized redirect URIs of the client.',
    },
    {
      field: 'apiOrigins',
      text: 'Some APIs have an address of their own, such as https://sheets.googleapis.com. Add the origin of each API that you use.',
    },
  ],
  sources: [
    'https://developers.google.com/identity/protocols/oauth2',
    'https://developers.google.com/identity/protocols/oauth2/web-server',
    'https://developers.google.com/identity/protocols/oauth2/scopes',
  ],
  checkedOn: '2026-11-29',
});
