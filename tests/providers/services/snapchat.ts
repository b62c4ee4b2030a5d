import { defineService } from '../define-service';

const DEAD_GRANTS = [{ status: 400, body: { error: 'invalid_grant' } }];

/**
 * The Marketing API.
 * https://developers.snap.com/api/marketing-api/Ads-API/authentication (the client in the body; other
 * clients use HTTP Basic),
 * https://developers.snap.com/api/marketing-api/Ads-API/users
 */
export const service = defineService({
  id: 'snapchat',
  authorization: {
    address: 'https://accounts.snapchat.com/login/oauth2/authorize',
    // The page does not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body', 'basic'],
  token: { address: 'https://accounts.snapchat.com/login/oauth2/access_token' },
  refresh: {
    rotation: 'new',
    deadGrants: DEAD_GRANTS,
    otherRefusals: [{ status: 400, body: { error: 'invalid_client' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://adsapi.snapchat.com/v1/me',
    scopes: ['snapchat-marketing-api'],
    body: () => ({
      request_status: 'SUCCESS',
      request_id: '57affee300ff0d91229fabb9710001737e616473617069736300016275696c642d35396264',
      me: {
        id: '2f5dd7e6-fcd1-4324-8455-1ea4d96caaaa',
        updated_at: '2026-08-12T17:06:04.275Z',
        created_at: '2026-08-12T17:06:04.275Z',
        email: 'jane@example.com',
        organization_id: '40d6719b-da09-410b-9185-0cc9c0dfed1d',
        display_name: 'Jane Doe',
        member_status: 'MEMBER',
      },
    }),
  },
  api: {
    addresses: [
      'https://adsapi.snapchat.com/v1/me/organizations',
      'https://businessapi.snapchat.com/v1/public_profiles/my_profile',
    ],
  },
  scopes: ['snapchat-marketing-api', 'snapchat-profile-api'],
  lifetime: 1_800,
  account: { id: '2f5dd7e6-fcd1-4324-8455-1ea4d96caaaa', name: 'jane@example.com' },
  variants: {
    'refresh tokens that stay the same': { refresh: { rotation: 'same', deadGrants: DEAD_GRANTS } },
  },
});
