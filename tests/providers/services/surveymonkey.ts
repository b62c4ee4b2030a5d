import { defineService } from '../define-service';

const API = 'https://api.eu.surveymonkey.com';

/**
 * An account in the data center of the EU.
 * https://api.surveymonkey.com/v3/docs ("access_url"; the scopes in the settings of the app)
 */
export const service = defineService({
  id: 'surveymonkey',
  connectionValues: { access_url: API },
  authorization: {
    address: 'https://api.surveymonkey.com/oauth/authorize',
    // The page does not mention it.
    pkce: 'optional',
  },
  proofs: ['body'],
  token: { address: 'https://api.surveymonkey.com/oauth/token' },
  tokenBody: ({ accessToken }) => ({
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: null,
    access_url: API,
  }),
  refresh: null,
  revocation: null,
  userInfo: {
    address: `${API}/v3/users/me`,
    body: () => ({
      id: '1234',
      username: 'jane',
      first_name: 'Jane',
      last_name: 'Doe',
      email: 'jane@example.com',
      account_type: 'enterprise_platinum',
      language: 'en',
      scopes: { available: ['users_read', 'surveys_read'], granted: ['users_read'] },
    }),
  },
  api: { addresses: [`${API}/v3/surveys`] },
  scopes: null,
  tellsScopes: false,
  lifetime: null,
  account: { id: '1234', name: 'jane@example.com' },
});
