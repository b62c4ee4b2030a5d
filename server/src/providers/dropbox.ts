import { preset, refreshTokenNeeds } from './preset';

/** Without this, the token lasts four hours and there is no refresh token. */
const OFFLINE = [{ key: 'token_access_type', value: 'offline' }];

export const dropbox = preset({
  id: 'dropbox',
  name: 'Dropbox',
  endpoints: {
    authorizationEndpoint: 'https://www.dropbox.com/oauth2/authorize',
    tokenEndpoint: 'https://api.dropboxapi.com/oauth2/token',
  },
  scopes: ['account_info.read', 'files.metadata.read'],
  authorizationParams: OFFLINE,
  apiOrigins: ['https://api.dropboxapi.com', 'https://content.dropboxapi.com'],
  refreshTokenNeeds: refreshTokenNeeds({ authorizationParams: OFFLINE }),
  consoleUrl: 'https://www.dropbox.com/developers/apps',
  documentationUrl: 'https://developers.dropbox.com/oauth-guide',
});
