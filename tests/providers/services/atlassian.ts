import { defineService } from '../define-service';

/**
 * OAuth 2.0 (3LO).
 * https://developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps/ (JSON requests, `audience`,
 * `prompt`, rotating refresh tokens, the error of a dead one),
 * https://developer.atlassian.com/cloud/confluence/oauth-2-3lo-apps/ (the User identity API)
 */
export const service = defineService({
  id: 'atlassian',
  authorization: {
    address: 'https://auth.atlassian.com/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { audience: 'api.atlassian.com', prompt: 'consent', scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://auth.atlassian.com/oauth/token', styles: ['json'] },
  refresh: {
    conditions: { scopes: ['offline_access'] },
    rotation: 'new',
    deadGrants: [
      {
        status: 403,
        body: { error: 'invalid_grant', error_description: 'Unknown or invalid refresh token.' },
      },
      // https://github.com/raycast/extensions/issues/11836
      {
        status: 403,
        body: { error: 'unauthorized_client', error_description: 'refresh_token is invalid' },
      },
    ],
    otherRefusals: [
      { status: 401, body: { error: 'access_denied', error_description: 'Unauthorized' } },
    ],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.atlassian.com/me',
    scopes: ['read:me'],
    body: () => ({
      account_type: 'atlassian',
      account_id: '112233aa-bb11-cc22-33dd-445566abcabc',
      email: 'mia@example.com',
      name: 'Mia Krystof',
      picture: 'https://avatar-cdn.atlassian.com/112233aa-bb11-cc22-33dd-445566abcabc/1234abcd',
      account_status: 'active',
      nickname: 'mkrystof',
      zoneinfo: 'Australia/Sydney',
      locale: 'en-US',
      extended_profile: { job_title: 'Designer', organization: 'mia@example.com' },
    }),
  },
  api: { addresses: ['https://api.atlassian.com/oauth/token/accessible-resources'] },
  scopes: ['read:me', 'offline_access', 'read:jira-work', 'write:jira-work'],
  lifetime: 3_600,
  account: { id: '112233aa-bb11-cc22-33dd-445566abcabc', name: 'mia@example.com' },
});
