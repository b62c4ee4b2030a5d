import { defineService } from '../define-service';

/**
 * An app with refresh tokens, which is the default of new apps.
 * https://developer.todoist.com/api/v1/#tag/Authorization (scopes separated by commas),
 * https://doist.github.io/todoist-sdk-typescript/api/functions/refreshAuthToken (rotation),
 * https://developer.todoist.com/api/v1/#tag/User
 */
export const service = defineService({
  id: 'todoist',
  authorization: {
    address: 'https://app.todoist.com/oauth/authorize',
    pkce: 'optional',
    // The page lists client_id, scope and state.
    responseType: null,
    scopeSeparator: ',',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://api.todoist.com/oauth/access_token' },
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [{ status: 400, body: { error: 'incorrect_application_credentials' } }],
  },
  // "The token to be revoked (access token)", with HTTP Basic.
  revocation: {
    address: 'https://api.todoist.com/api/v1/revoke',
    styles: ['json'],
    proofs: ['basic'],
    takes: 'access token',
  },
  userInfo: {
    address: 'https://api.todoist.com/api/v1/user',
    scopes: ['data:read'],
    body: () => ({
      id: '2671355',
      email: 'jane@example.com',
      full_name: 'Jane Doe',
      inbox_project_id: '6X7rM8997g3RQmvh',
      lang: 'en',
    }),
  },
  api: { addresses: ['https://api.todoist.com/api/v1/tasks'] },
  scopes: ['data:read', 'data:delete', 'task:add'],
  tellsScopes: false,
  lifetime: 3_600,
  account: { id: '2671355', name: 'jane@example.com' },
  variants: { 'an app without refresh tokens': { refresh: null, lifetime: null } },
});
