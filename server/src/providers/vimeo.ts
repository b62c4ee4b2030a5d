import { preset, refreshTokenNeeds } from './preset';

export const vimeo = preset({
  id: 'vimeo',
  name: 'Vimeo',
  endpoints: {
    authorizationEndpoint: 'https://api.vimeo.com/oauth/authorize',
    tokenEndpoint: 'https://api.vimeo.com/oauth/access_token',
    userinfoEndpoint: 'https://api.vimeo.com/me',
  },
  clientAuthMethod: 'client_secret_basic',
  scopes: ['public'],
  apiOrigins: ['https://api.vimeo.com'],
  protocol: { responsePlaces: { accountId: ['uri'] } },
  refreshTokenNeeds: refreshTokenNeeds({
    console: 'Vimeo issues no refresh tokens. A token works until the user or you revoke it.',
  }),
  usefulScopes: [
    { scope: 'public', description: 'Read public data' },
    { scope: 'private', description: 'Read private data of a user' },
    { scope: 'create', description: 'Create showcases, channels and groups' },
    { scope: 'edit', description: 'Edit videos, showcases and channels' },
    { scope: 'delete', description: 'Delete videos, showcases and channels' },
    { scope: 'interact', description: 'Like, comment on and follow as a user' },
    { scope: 'upload', description: 'Upload videos' },
    { scope: 'video_files', description: "Read the links to a user's video files" },
  ],
  hints: [
    { field: 'clientId', text: 'Enter the client identifier of the app.' },
    {
      field: 'redirectUri',
      text: "Add this address to the callback URLs in the app's settings.",
    },
    {
      field: 'scopes',
      text: 'Uploads need the scope upload and the permission of Vimeo. Request it on the page of your app.',
    },
  ],
  consoleUrl: 'https://developer.vimeo.com/apps',
  documentationUrl: 'https://developer.vimeo.com/api/authentication',
  sources: [
    'https://developer.vimeo.com/api/authentication',
    'https://github.com/vimeo/vimeo.js',
    'https://help.vimeo.com/hc/en-us/articles/12427891978641-Authentication-token-safety',
  ],
  checkedOn: '2026-11-29',
  openQuestions: [
    'The help says that some workflows issue tokens that expire. The pages that were read do not say which.',
    'The pages that were read do not say whether PKCE is checked.',
  ],
});
