import { defineService } from '../define-service';

/**
 * https://www.typeform.com/developers/get-started/applications/,
 * https://www.typeform.com/developers/get-started/scopes/,
 * https://www.typeform.com/developers/create/reference/retrieve-your-own-account/
 */
export const service = defineService({
  id: 'typeform',
  authorization: {
    address: 'https://api.typeform.com/oauth/authorize',
    // The pages do not mention it.
    pkce: 'optional',
    demands: { scope: /./ },
  },
  proofs: ['body'],
  token: { address: 'https://api.typeform.com/oauth/token' },
  refresh: {
    conditions: { scopes: ['offline'] },
    // As clients report; the page only says that there is a refresh token in the response.
    rotation: 'new',
    // The pages do not show errors of this endpoint; as in RFC 6749 §5.2.
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
  },
  revocation: null,
  userInfo: {
    address: 'https://api.typeform.com/me',
    scopes: ['accounts:read'],
    body: () => ({ alias: 'Jane Doe', email: 'jane@example.com', language: 'en' }),
  },
  api: { addresses: ['https://api.typeform.com/forms'] },
  scopes: ['accounts:read', 'forms:read', 'responses:read', 'offline'],
  lifetime: 604_800,
  account: { id: 'jane@example.com', name: 'jane@example.com' },
  variants: { 'a response without the scopes': { tellsScopes: false } },
});
