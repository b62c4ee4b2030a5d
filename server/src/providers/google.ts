import { preset } from './preset';

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
    deviceAuthorizationEndpoint: 'https://oauth2.googleapis.com/device/code',
  },
  scopes: ['openid', 'email', 'profile'],
  // Google gives a refresh token for offline access only, and again only after a new consent.
  authorizationParams: [
    { key: 'access_type', value: 'offline' },
    { key: 'prompt', value: 'consent' },
  ],
  apiOrigins: ['https://www.googleapis.com', 'https://gmail.googleapis.com'],
  consoleUrl: 'https://console.cloud.google.com/apis/credentials',
  documentationUrl: 'https://developers.google.com/identity/protocols/oauth2/web-server',
});
