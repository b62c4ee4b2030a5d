import path from 'node:path';

import { startProviderProcess } from './provider-process';

/** What a request proved the client and the token with; null: nothing. */
export interface ProvingRequest {
  method: string;
  path: string;
  status: number;
  /** A client assertion (RFC 7523 §2.2). */
  assertion: string | null;
  authorization: string | null;
  /** A DPoP proof (RFC 9449 §4). */
  proof: string | null;
}

/** A real `oidc-provider`, whose clients have keys. */
export interface KeyProvider {
  issuer: string;
  discoveryUrl: string;
  /** Clients that authenticate by `private_key_jwt` once they have registered keys. */
  register(redirectUri: string): Promise<{ clientId: string; clientSecret: string }>;
  /** Registers the client again, with these members of its metadata (RFC 7591 §2) changed. */
  change(clientId: string, metadata: object): Promise<void>;
  requests(): Promise<ProvingRequest[]>;
  resetRequests(): Promise<unknown>;
  /** Whether each DPoP proof must carry a nonce (RFC 9449 §8). */
  requireNonce(isRequired: boolean): Promise<unknown>;
  stop(): Promise<void>;
}

export const startKeyProvider = async (): Promise<KeyProvider> => {
  const script = path.resolve(__dirname, 'key-provider-process.mjs');
  const { issuer, send, stop } = await startProviderProcess(script);
  const clients = new Map<string, object>();

  const change = async (clientId: string, metadata: object): Promise<void> => {
    const client = { ...clients.get(clientId), ...metadata };
    clients.set(clientId, client);
    await send('register', { clientId, ...client });
  };

  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    async register(redirectUri) {
      const clientId = `client-${clients.size + 1}`;
      await change(clientId, {
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        response_types: ['code'],
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [] },
      });
      return { clientId, clientSecret: '' };
    },
    change,
    requests: () => send('requests') as Promise<ProvingRequest[]>,
    resetRequests: () => send('resetRequests'),
    requireNonce: (isRequired) => send('requireNonce', isRequired),
    stop,
  };
};
