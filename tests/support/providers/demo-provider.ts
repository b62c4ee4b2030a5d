import path from 'node:path';

import { startProviderProcess } from './provider-process';

export { freePort } from './provider-process';

export interface RegisteredClient {
  clientId: string;
  clientSecret: string;
}

/** What requests to a path get instead of the provider's response, or before it. */
export interface Fault {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Ends the connection without a response. */
  reset?: boolean;
  /** Forwards the request to the provider, but not before the path gets another fault or none. */
  hold?: boolean;
}

export interface DemoProvider {
  issuer: string;
  discoveryUrl: string;
  register(redirectUri: string): Promise<RegisteredClient>;
  update(clientId: string, redirectUri: string): Promise<unknown>;
  /** From now on, accepts only this secret of the client. */
  changeSecret(clientId: string, clientSecret: string): Promise<unknown>;
  /** Withdraws every grant of an account: `jane` or `john`. */
  withdraw(accountId: string): Promise<void>;
  /** The number of requests to a path since the last reset. */
  requestsTo(pathname: string): Promise<number>;
  resetRequests(): Promise<void>;
  setFault(pathname: string, fault: Fault | null): Promise<void>;
  stop(): Promise<void>;
}

export interface DemoProviderOptions {
  accessTokenTtlSeconds?: number;
  refreshTokenGraceSeconds?: number;
  /** Whether clients must push their authorization requests. Default: they cannot. */
  pushedRequestsOnly?: boolean;
  /** Whether clients may ask for signed authorization responses. Default: no. */
  signedResponses?: boolean;
}

/** Demo Mail, a real `oidc-provider`, in its own process. */
export const startDemoProvider = async (
  options: DemoProviderOptions = {}
): Promise<DemoProvider> => {
  const { issuer, send, stop } = await startProviderProcess(
    path.resolve(__dirname, 'demo-provider-process.mjs'),
    options
  );
  return {
    issuer,
    discoveryUrl: `${issuer}/.well-known/openid-configuration`,
    register: (redirectUri) =>
      send('register', {
        name: 'Strapi',
        redirectUris: [redirectUri],
      }) as Promise<RegisteredClient>,
    update: (clientId, redirectUri) =>
      send('update', clientId, { name: 'Strapi', redirectUris: [redirectUri] }),
    changeSecret: (clientId, clientSecret) => send('update', clientId, { clientSecret }),
    withdraw: (accountId) => send('withdraw', accountId) as Promise<void>,
    async requestsTo(pathname) {
      const requests = (await send('requests')) as Record<string, number>;
      return requests[pathname] ?? 0;
    },
    resetRequests: () => send('resetRequests') as Promise<void>,
    setFault: (pathname, fault) => send('setFault', pathname, fault) as Promise<void>,
    stop,
  };
};
