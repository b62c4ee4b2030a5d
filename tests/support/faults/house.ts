import { setTimeout as sleep } from 'node:timers/promises';

import { UID } from '../../../server/src/constants';
import type { AppDetails, AppInput } from '../../../server/src/contracts';
import type { TokenOptions } from '../../../server/src/public';
import type { Connection } from '../../../server/src/store/connections';
import type { Admin } from '../strapi/admins';
import type { DemoProviderOptions } from '../providers/demo-provider';
import { writeDestinations } from '../strapi/destinations';
import { givesALifetimeOf } from './responses';
import {
  startFaultProvider,
  UNRESOLVABLE_URL,
  type Fault,
  type FaultProvider,
  type FaultyEndpointName,
} from './provider';
import { House, ownerOf } from '../strapi/house';
import type { BootOptions } from '../strapi/strapi';

/** The lifetime of Demo Mail's access tokens. */
export const SHORT_LIFETIME_SECONDS = 60;
/** Long enough to be due and still valid during the slowest request. */
export const LONG_LIFETIME_SECONDS = 600;
/** From now: a short-lived token is expired, a long-lived one is due (with 120 to 180 s left). */
export const SECONDS_UNTIL_DUE = 500;
/** Longer than any pause after faults. */
export const LONGEST_PAUSE_SECONDS = 3_600;

const POLL_MS = 20;

const ENDPOINT_FIELDS = {
  token: 'tokenEndpoint',
  revocation: 'revocationEndpoint',
  userinfo: 'userinfoEndpoint',
  jwks: 'jwksUri',
} as const satisfies Record<FaultyEndpointName, keyof AppInput>;

interface Failure {
  code?: string;
  reason?: string;
  retryAfterSeconds?: number;
}

/** `code (reason)`, and the time after which a caller should retry, if a minute or more. */
export const inWords = ({ code, reason, retryAfterSeconds = 0 }: Failure): string => {
  const minutes = Math.round(retryAfterSeconds / 60);
  return `${code} (${reason ?? '-'})${minutes > 0 ? `, again in ${minutes} min` : ''}`;
};

/** The outcome of the work: its result, or the plugin's error in words. */
export const outcomeOf = (work: Promise<string>): Promise<string> =>
  work.catch((error: Failure) => {
    if (error.code === undefined) throw error;
    return inWords(error);
  });

/** An app with its own provider, whose endpoints can be made to fail. */
export class FaultyApp {
  private constructor(
    readonly faultHouse: FaultHouse,
    readonly provider: FaultProvider,
    readonly key: string
  ) {}

  /** An endpoint in `input` replaces the faulty one. */
  static async create(faultHouse: FaultHouse, name: string, input: Partial<AppInput>) {
    const { house } = faultHouse;
    const provider = await startFaultProvider(house.provider.issuer);
    const { key } = await house.createApp({
      name,
      tokenEndpoint: provider.token.url,
      revocationEndpoint: provider.revocation.url,
      userinfoEndpoint: provider.userinfo.url,
      jwksUri: provider.jwks.url,
      // Introspection would return the lifetime that a faulty response omits.
      introspectionEndpoint: null,
      ...input,
    });
    return new FaultyApp(faultHouse, provider, key);
  }

  private get house(): House {
    return this.faultHouse.house;
  }

  private get connections() {
    return this.house.booted.internals.store.connections;
  }

  get owner(): Admin {
    return this.house.admin;
  }

  get ref() {
    return { app: this.key, owner: ownerOf(this.owner) };
  }

  ticket(): Promise<string> {
    return this.house.ticket(this.owner, this.key);
  }

  complete(ticket: string) {
    return this.house.complete(this.owner, ticket);
  }

  /** Connects, and reads the first token; these requests are not counted. */
  async connect(lifetimeSeconds = SHORT_LIFETIME_SECONDS): Promise<string> {
    await this.provider.token.inject(givesALifetimeOf(lifetimeSeconds));
    await this.house.connect(this.owner, this.key);
    await this.provider.token.inject(null);
    const accessToken = await this.getAccessToken();
    this.provider.token.resetCounts();
    return accessToken;
  }

  getAccessToken(options?: TokenOptions): Promise<string> {
    return this.house.tokens.getAccessToken(this.ref, options);
  }

  /** Calls the provider's API with the token. */
  fetchMessages(init?: RequestInit): Promise<Response> {
    const url = `${this.house.provider.issuer}/api/messages`;
    return this.house.tokens.fetch(this.ref, url, init);
  }

  disconnect() {
    return this.house.tokens.disconnect(this.ref);
  }

  /** Null if there is no connection. */
  row(): Promise<Connection | null> {
    const { app: appKey, owner } = this.ref;
    return this.connections.find({ appKey, owner, account: 'default' });
  }

  /** The access token in the row, or an empty string. */
  async storedToken(): Promise<string> {
    const row = await this.row();
    return row ? this.connections.openAccessToken(row) : '';
  }

  /** Whether the row satisfies the condition within the time. */
  async becomes(isSo: (row: Connection) => boolean, withinMs = Infinity): Promise<boolean> {
    const startedAtMs = performance.now();
    for (;;) {
      const row = await this.row();
      if (row && isSo(row)) return true;
      if (performance.now() - startedAtMs > withinMs) return false;
      await sleep(POLL_MS);
    }
  }

  /** Refreshes the due connection of this app only. */
  async refreshInBackground() {
    const others = { appKey: { $ne: this.key } };
    await this.house.strapi.db.query(UID.connection).deleteMany({ where: others });
    return this.house.booted.internals.backgroundRefresh.run();
  }

  async appFault(): Promise<string | null> {
    const path = `/apps/${this.key}`;
    const { body } = await this.house.api<AppDetails>(this.house.admin, 'get', path);
    return body.data.state.fault?.code ?? null;
  }

  async inject(name: FaultyEndpointName, fault: Fault): Promise<void> {
    this.provider[name].resetCounts();
    if (fault.kind === 'unresolvable') await this.#pointAt(name, UNRESOLVABLE_URL);
    else await this.provider[name].inject(fault);
  }

  /** Makes the next id_token fetch the provider's keys again, as after a start of Strapi. */
  forgetKeys(): Promise<void> {
    return this.#pointAt('jwks', this.provider.jwks.url);
  }

  async repair(name: FaultyEndpointName): Promise<void> {
    await this.#pointAt(name, this.provider[name].url);
    await this.provider[name].inject(null);
  }

  /** Whether the provider still accepts this token, according to its API. */
  async isAccepted(accessToken: string): Promise<boolean> {
    const headers = { authorization: `Bearer ${accessToken}` };
    const response = await fetch(`${this.house.provider.issuer}/api/messages`, { headers });
    return response.ok;
  }

  close(): Promise<void> {
    return this.provider.close();
  }

  /** As in an app older than the rule that `openid` needs keys: its id_tokens are not used. */
  forgetJwksUri(): Promise<void> {
    return writeDestinations(this.house.booted, this.key, { jwksUri: null });
  }

  /** Writes to the database, because a new host in the settings would end the app's connections. */
  async #pointAt(name: FaultyEndpointName, url: string): Promise<void> {
    await writeDestinations(this.house.booted, this.key, { [ENDPOINT_FIELDS[name]]: url });
  }
}

/** A Strapi, a Demo Mail, and any number of apps with faulty endpoints in front of it. */
export class FaultHouse {
  readonly #apps: FaultyApp[] = [];
  #appCount = 0;

  private constructor(readonly house: House) {}

  /** The background refresh runs only when a test starts it. */
  static async open(
    providerOptions: DemoProviderOptions = {},
    bootOptions: BootOptions = {}
  ): Promise<FaultHouse> {
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    return new FaultHouse(await House.open({ pluginConfig, ...bootOptions }, providerOptions));
  }

  async app(input: Partial<AppInput> = {}): Promise<FaultyApp> {
    this.#appCount += 1;
    const app = await FaultyApp.create(this, `Mail ${this.#appCount}`, input);
    this.#apps.push(app);
    return app;
  }

  /** Sets how many seconds the instance's clock is ahead. */
  travel(seconds: number): void {
    this.house.travel(seconds);
  }

  now(): number {
    return this.house.booted.internals.clock.now();
  }

  async close(): Promise<void> {
    await Promise.all(this.#apps.map((app) => app.close()));
    await this.house.close();
  }
}
