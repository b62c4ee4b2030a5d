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
});
