import { createGuardedFetch, type GuardedNetwork } from '../../server/src/oauth/http';
import { USER_AGENT } from '../../server/src/user-agent';
import { startHttpServer, type HttpServer } from '../support/network/http-server';
import type { Service } from './service';
import { ORIGIN_HEADER, Simulator } from './simulator/simulator';

/**
 * One server for all services, one after the other. Requests keep their address, and only their
 * origin is replaced, so that the simulator sees where they were meant to go.
 */
export class Stage {
  #simulator: Simulator | null = null;

  private constructor(
    private readonly server: HttpServer,
    readonly network: GuardedNetwork
  ) {}

  static async open(): Promise<Stage> {
    const server = await startHttpServer((request, response) => {
      stage.#simulator?.serve(request, response);
    });
    const stage: Stage = new Stage(server, networkTo(server.origin));
    return stage;
  }

  /** The service on stage; requests go to it from now on. */
  enter(service: Service): Simulator {
    this.server.requests.length = 0;
    this.#simulator = new Simulator(service);
    return this.#simulator;
  }

  async close(): Promise<void> {
    await this.network.stop();
    await this.server.close();
  }
}

const networkTo = (origin: string): GuardedNetwork => {
  const options = { allowedRanges: [], userAgent: USER_AGENT };
  // Of a server in production, which may not reach the simulator.
  const { assertUrlAllowed } = createGuardedFetch({ ...options, allowLoopback: false });
  const network = createGuardedFetch({ ...options, allowLoopback: true });

  const detour = (input: string | URL, init: RequestInit = {}): [URL, RequestInit] => {
    const url = assertUrlAllowed(String(input));
    const headers = new Headers(init.headers);
    headers.set(ORIGIN_HEADER, url.origin);
    return [new URL(`${url.pathname}${url.search}`, origin), { ...init, headers }];
  };

  return {
    fetch: (input, init, connectionUse) => network.fetch(...detour(input, init), connectionUse),
    apiFetch: (input, init) => network.apiFetch(...detour(input, init)),
    assertUrlAllowed,
    stop: network.stop,
  };
};
