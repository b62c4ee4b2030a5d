import { defineService } from '../define-service';

/**
 * https://www.eventbrite.com/platform/docs/app-oauth-flow,
 * https://www.eventbrite.com/platform/api#/reference/user/retrieve-your-user,
 * https://authjs.dev/reference/core/providers/eventbrite (the user)
 */
export const service = defineService({
  id: 'eventbrite',
  authorization: {
    address: 'https://www.eventbrite.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://www.eventbrite.com/oauth/token' },
  tokenBody: ({ accessToken }) => ({ access_token: accessToken, token_type: 'bearer' }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: 'https://www.eventbriteapi.com/v3/users/me/',
    body: () => ({
      emails: [{ email: 'john@example.com', verified: true, primary: true }],
      id: '12345678901',
      name: 'John Doe',
      first_name: 'John',
      last_name: 'Doe',
      is_public: false,
      image_id: null,
    }),
  },
  api: { addresses: ['https://www.eventbriteapi.com/v3/users/me/organizations/'] },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: '12345678901', name: 'John Doe' },
});
