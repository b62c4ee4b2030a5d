import type { AppInput } from '../../../server/src/contracts';
import { ClusterProvider } from './provider';
import { Worker, type InstanceOptions, type Ref } from './worker';
import type { DatabaseKind, TestDatabase } from '../databases/databases';
import type { DemoProviderOptions } from '../providers/demo-provider';
import { appInput } from '../strapi/app-fields';
import { consent, type ConsentOptions } from '../strapi/http-browser';

const CONNECTIONS = 'connected_apps_connections';

/** The plugin's own value: how long a refresh excludes the others. */
export const LEASE_TTL_MS = 60_000;

/** Booting Strapi keeps a processor busy for more than a second. */
const BOOTS_AT_ONCE = 2;

const APP = appInput({
  name: '',
  clientId: '',
  clientAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'email', 'mail.read'],
  authorizationParams: [{ key: 'access_type', value: 'offline' }],
});

/** A connection as stored in the database. */
export interface StoredConnection {
  status: string;
  statusReason: string | null;
  tokenVersion: number;
  leaseOwner: string | null;
  leaseUntilMs: number | null;
}

export interface ClusterOptions extends DemoProviderOptions {
  /** No instance refreshes anything unless somebody asks. Default: false. */
  isQuiet?: boolean;
}

/** Several instances of Strapi on one database, a provider, and the steps that people take. */
export class Cluster {
  workers: Worker[] = [];
  readonly #providers: ClusterProvider[];
  readonly #booting = new Set<Promise<Worker>>();
  #offsetMs = 0;

  private constructor(
    readonly database: TestDatabase,
    private readonly config: Record<string, unknown>,
    /** All connections are at this one, unless a test starts another. */
    readonly provider: ClusterProvider
  ) {
    this.#providers = [provider];
  }

  static async open(
    kind: DatabaseKind,
    processes: number,
    { isQuiet = false, ...providerOptions }: ClusterOptions = {}
  ): Promise<Cluster> {
    const [database, provider] = await Promise.all([
      kind.create(),
      ClusterProvider.start(providerOptions),
    ]);
    const config = isQuiet ? { backgroundRefresh: { enabled: false } } : {};
    const cluster = new Cluster(database, config, provider);
    try {
      // The first one creates the tables.
      await cluster.addWorkers(1);
      await cluster.addWorkers(processes - 1);
      return cluster;
    } catch (error) {
      await cluster.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#booting);
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await Promise.all(this.#providers.map((provider) => provider.stop()));
    await this.database.drop();
  }

  /** Another provider; it ends with the cluster. */
  async addProvider(options: DemoProviderOptions = {}): Promise<ClusterProvider> {
    const provider = await ClusterProvider.start(options);
    this.#providers.push(provider);
    return provider;
  }

  get alive(): Worker[] {
    return this.workers.filter(({ isAlive }) => isAlive);
  }

  /** A running instance, for what any of them can do. */
  get any(): Worker {
    const [worker] = this.alive;
    if (!worker) throw new Error('no instance is left');
    return worker;
  }

  async addWorkers(count: number): Promise<void> {
    for (let left = count; left > 0; left -= BOOTS_AT_ONCE) {
      const booting = Array.from({ length: Math.min(left, BOOTS_AT_ONCE) }, () => this.boot());
      await Promise.all(booting);
    }
  }

  boot(options: InstanceOptions = {}): Promise<Worker> {
    const booting = this.#boot(options);
    this.#booting.add(booting);
    const ended = () => this.#booting.delete(booting);
    booting.then(ended, ended);
    return booting;
  }

  /** Resolves when one of the booting instances is ready. */
  async nextBooted(): Promise<void> {
    await Promise.race(this.#booting);
  }

  async #boot(options: InstanceOptions): Promise<Worker> {
    const worker = await Worker.start({
      database: this.database.address,
      apiUrl: `${this.provider.issuer}/api/messages`,
      config: this.config,
      ...options,
    });
    // Added before its clock is set, so that `travel` does not miss it.
    this.workers.push(worker);
    await worker.setClock(this.#offsetMs);
    return worker;
  }

  /** Removes a dead instance. */
  forget(dead: Worker): void {
    this.workers = this.workers.filter((worker) => worker !== dead);
  }

  /** Moves the clocks of all instances. */
  async travel(seconds: number): Promise<void> {
    this.#offsetMs += seconds * 1_000;
    await Promise.all(this.alive.map((worker) => worker.setClock(this.#offsetMs)));
  }

  /** Registers an app: discovery, save, register at the provider, save again. */
  async createApp(key: string, provider = this.provider): Promise<void> {
    const found = await this.any.discover(provider.discoveryUrl);
    const { redirectUri } = await this.any.createApp({
      ...APP,
      ...pickKnown(found),
      key,
      name: key,
      discoveryUrl: provider.discoveryUrl,
      apiOrigins: [provider.issuer],
    });
    const { clientId, clientSecret } = await provider.register(redirectUri);
    await this.any.updateApp(key, { clientId, clientSecret });
  }

  /** The whole flow, in its own browser, so that the provider creates a separate grant. */
  async connect(ref: Ref, options: ConsentOptions = {}, worker = this.any): Promise<void> {
    const callback = await consent(await worker.startFlow(ref), options);
    const outcome = await worker.receive(ref.app, callback);
    if ('error' in outcome) throw new Error(`the flow ended with ${outcome.error}`);
    await worker.complete(outcome.ticket);
  }

  /** The row in the database; null if there is none. */
  async stored({ app, account }: Ref): Promise<StoredConnection | null> {
    const row = await this.database
      .knex(CONNECTIONS)
      .where({ app_key: app, account })
      .first('status', 'status_reason', 'token_version', 'lease_owner', 'lease_until');
    if (!row) return null;
    return {
      status: row.status,
      statusReason: row.status_reason,
      tokenVersion: Number(row.token_version),
      leaseOwner: row.lease_owner,
      leaseUntilMs: row.lease_until === null ? null : Number(row.lease_until),
    };
  }

  /** Expires the leases of these connections, as the next minute would. */
  async endLeases(refs: readonly Ref[]): Promise<void> {
    for (const { app, account } of refs) {
      await this.database
        .knex(CONNECTIONS)
        .where({ app_key: app, account })
        .whereNotNull('lease_until')
        .update({ lease_until: 1 });
    }
  }

  /** Keeps everybody from writing these rows until the returned function is called. */
  async lockRows(refs: readonly Ref[]): Promise<() => Promise<void>> {
    const transaction = await this.database.knex.transaction();
    for (const { app, account } of refs) {
      // A write, since SQLite has no row locks: it locks the file.
      await transaction(CONNECTIONS)
        .where({ app_key: app, account })
        .update({ token_type: 'Bearer' });
    }
    return async () => {
      await transaction.rollback();
    };
  }
}

/** The discovered fields that an app has. */
const pickKnown = (found: Partial<AppInput>): Partial<AppInput> =>
  Object.fromEntries(Object.entries(found).filter(([name]) => name in APP));
