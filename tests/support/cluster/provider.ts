import { SteeredProcess } from './process';
import {
  freePort,
  type DemoProviderOptions,
  type RegisteredClient,
} from '../providers/demo-provider';

export interface RefreshAtProvider {
  /** Epoch milliseconds. */
  at: number;
  /** Why it was refused; null if it was granted. */
  failure: string | null;
}

/** What the provider has recorded since the last reset. */
export interface ProviderBooks {
  refreshes: RefreshAtProvider[];
  /** All requests to the token endpoint, refreshes included. */
  tokenRequests: number;
  revocations: number;
  /** The most recent access token; a reset keeps it. */
  lastIssued: string | null;
}

/** Where a request to the token endpoint is held: before it is handled, or before the response. */
export type HoldPlace = 'request' | 'answer';

/**
 * Demo Mail for the tests of a cluster: a real `oidc-provider` with single-use refresh tokens. A
 * second use ends the grant with all its tokens.
 */
export class ClusterProvider {
  private constructor(
    private readonly process: SteeredProcess,
    readonly issuer: string
  ) {}

  static async start(options: DemoProviderOptions = {}): Promise<ClusterProvider> {
    const port = await freePort();
    const started = await SteeredProcess.start<{ issuer: string }>('provider-process.mjs', {
      port,
      ...options,
    });
    return new ClusterProvider(started.process, started.details.issuer);
  }

  get discoveryUrl(): string {
    return `${this.issuer}/.well-known/openid-configuration`;
  }

  register(redirectUri: string): Promise<RegisteredClient> {
    const client = { name: 'Strapi', redirectUris: [redirectUri] };
    return this.process.call('register', [client]);
  }

  /** Whether the provider's API accepts this access token. */
  async accepts(accessToken: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${this.issuer}/api/messages`, { headers });
    await response.text();
    return response.ok;
  }

  books(): Promise<ProviderBooks> {
    return this.process.call('books');
  }

  resetBooks(): Promise<void> {
    return this.process.call('resetBooks');
  }

  breakRevocation(isBroken: boolean): Promise<void> {
    return this.process.call('breakRevocation', [isBroken]);
  }

  /** Holds the next request; `held()` resolves when it has arrived. */
  hold(place: HoldPlace): Promise<void> {
    return this.process.call('hold', [place]);
  }

  held(): Promise<unknown> {
    return this.process.next('held');
  }

  release(): Promise<void> {
    return this.process.call('release');
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
