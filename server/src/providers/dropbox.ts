import { preset } from './preset';

export const dropbox = preset({
  id: 'dropbox',
  name: 'Dropbox',
  endpoints: {
    authorizationEndpoint: 'https://www.dropbox.com/oauth2/authorize',
    tokenEndpoint: 'https://api.dropboxapi.com/oauth2/token',
  },
  scopes: ['account_info.read', 'files.metadata.read'],
  // Without it the tokens last four hours and there is no refresh token.
  authorizationParams: [{ key: 'token_access_type', value: 'offline' }],
  apiOrigins: ['https://api.dropboxapi.com', 'https://content.dropboxapi.com'],
  consoleUrl: 'https://www.dropbox.com/developers/apps',
  documentationUrl: 'https://developers.dropbox.com/oauth-guide',
});
