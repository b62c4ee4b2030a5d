import { defineService } from '../define-service';

/**
 * https://discord.com/developers/docs/topics/oauth2 (form only; the client in Basic or in the form),
 * https://discord.com/.well-known/oauth-authorization-server (PKCE; the callback names the issuer),
 * https://discord.com/developers/docs/resources/user
 */
export const service = defineService({
  id: 'discord',
  authorization: {
    address: 'https://discord.com/oauth2/authorize',
    pkce: 'optional',
    demands: { scope: /./ },
    callbackParams: { iss: 'https://discord.com' },
  },
  proofs: ['basic', 'body'],
  token: { address: 'https://discord.com/api/oauth2/token' },
  refresh: {
    rotation: 'new',
    deadGrants: [{ status: 400, body: { error: 'invalid_grant' } }],
    otherRefusals: [
      { status: 401, body: { error: 'invalid_client' } },
      {
        status: 429,
        body: { message: 'You are being rate limited.', retry_after: 64.57, global: false },
      },
    ],
  },
  // Ends the whole authorization.
  revocation: { address: 'https://discord.com/api/oauth2/token/revoke' },
  userInfo: {
    address: 'https://discord.com/api/users/@me',
    scopes: ['identify'],
    body: () => ({
      id: '80351110224678912',
      username: 'nelly',
      discriminator: '0',
      global_name: 'Nelly',
      avatar: '8342729096ea3675442027381ff50dfe',
    }),
  },
  api: { addresses: ['https://discord.com/api/users/@me/guilds'] },
  scopes: ['identify', 'email', 'guilds'],
  lifetime: 604_800,
  account: { id: '80351110224678912', name: 'nelly' },
});
