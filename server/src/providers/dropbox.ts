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
  protocol: { responsePlaces: { accountId: ['account_id'] } },
  apiOrigins: ['https://api.dropboxapi.com', 'https://content.dropboxapi.com'],
  refreshTokenNeeds: refreshTokenNeeds({ authorizationParams: OFFLINE }),
  usefulScopes: [
    { scope: 'account_info.read', description: 'Read the name and email address of the account' },
    { scope: 'files.metadata.read', description: 'Read the names and properties of files' },
    { scope: 'files.metadata.write', description: 'Change the properties of files' },
    { scope: 'files.content.read', description: 'Read the content of files' },
    { scope: 'files.content.write', description: 'Write and delete files' },
    { scope: 'sharing.read', description: 'Read shared links and members' },
    { scope: 'sharing.write', description: 'Share files and folders' },
    { scope: 'file_requests.read', description: 'Read file requests' },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the App key.' },
    { field: 'clientSecret', text: 'Enter the App secret.' },
    {
      field: 'scopes',
      text: 'Select each scope on the Permissions tab of the App Console first. Afterwards, people must connect again.',
    },
    {
      field: 'redirectUri',
      text: 'Add exactly this address to the redirect URIs in the App Console. Dropbox requires https, except for localhost.',
    },
  ],
  consoleUrl: 'https://www.dropbox.com/developers/apps',
  documentationUrl: 'https://developers.dropbox.com/oauth-guide',
  sources: [
    'https://developers.dropbox.com/oauth-guide',
    'https://dropbox.tech/developers/using-oauth-2-0-with-offline-access',
  ],
  checkedOn: '2026-11-29',
});
