import request from 'supertest';

import type {
  AppDetails,
  AppInput,
  Complete,
  Connected,
  Redirect,
  ConnectionSummary,
  DeviceFlow,
  DiscoveredConfiguration,
  GetFlow,
  PollFlow,
} from '../../../server/src/contracts';
import { createAdminWith, createSuperAdmin, EDITOR_ACTIONS, type Admin } from './admins';
import {
  startDemoProvider,
  type DemoProvider,
  type DemoProviderOptions,
} from '../providers/demo-provider';
import { consentPageOf } from './consent-page';
import { consent, HttpBrowser, type ConsentOptions } from './http-browser';
import { bootStrapi, type BootedStrapi, type BootOptions } from './strapi';

export interface ApiResponse<Data> {
  status: number;
  body: { data: Data; error?: { message: string; details: { code?: string; errors?: unknown[] } } };
  headers: Record<string, string>;
}

type Method = 'get' | 'post' | 'put' | 'delete';

/** Requests that edit an app, and include the version that they edit. */
const EDITS = /^\/apps\/([^/]+)(?:\/preview)?$/;

/** The parts of a provider that registering an app needs. */
export type Registrar = Pick<DemoProvider, 'issuer' | 'discoveryUrl' | 'register'>;

type HouseProvider = Registrar & Pick<DemoProvider, 'stop'>;

/** A Strapi with the plugin, a provider (Demo Mail), and the steps that users take. */
export class House<Provider extends HouseProvider = DemoProvider> {
  private constructor(
    readonly booted: BootedStrapi,
    readonly provider: Provider,
    readonly admin: Admin,
    readonly editor: Admin
  ) {}

  static open(
    bootOptions: BootOptions = {},
    providerOptions: DemoProviderOptions = {}
  ): Promise<House> {
    return House.openWith(() => startDemoProvider(providerOptions), bootOptions);
  }

  /** With another provider than Demo Mail. */
  static async openWith<Provider extends HouseProvider>(
    startProvider: () => Promise<Provider>,
    bootOptions: BootOptions = {}
  ): Promise<House<Provider>> {
    const [booted, provider] = await Promise.all([bootStrapi(bootOptions), startProvider()]);
    // A cron job could interfere, so a test runs the jobs that it needs.
    booted.strapi.cron.stop();
    const admin = await createSuperAdmin(booted.strapi);
    const editor = await createAdminWith(booted.strapi, EDITOR_ACTIONS);
    return new House(booted, provider, admin, editor);
  }

  get strapi() {
    return this.booted.strapi;
  }

  get tokens() {
    return this.booted.tokens;
  }

  /** Runs one of Strapi's cron jobs now, e.g. `flow-sweep`. */
  async runCronJob(name: string): Promise<void> {
    const found = this.strapi.cron.jobs.find((job) => job.name === `connected-apps.${name}`);
    if (!found) throw new Error(`there is no job ${name}`);
    await (found as unknown as { job: { invoke(): Promise<void> } }).job.invoke();
  }

  async close(): Promise<void> {
    await this.booted.stop();
    await this.provider.stop();
  }

  /** An edit of the app as it is stored now, unless the test sets the version. */
  private async withVersion(path: string, body: object | undefined): Promise<object | undefined> {
    const key = EDITS.exec(path)?.[1];
    const data: unknown = body && 'data' in body ? body.data : undefined;
    if (key === undefined || typeof data !== 'object' || data === null) return body;
    const app = await this.booted.internals.store.apps.find(decodeURIComponent(key));
    return { ...body, data: { configVersion: app?.configVersion ?? 1, ...data } };
  }

  /** A request to the plugin's panel API, as `who`. */
  async api<Data = unknown>(
    who: Admin | null,
    method: Method,
    path: string,
    body?: object
  ): Promise<ApiResponse<Data>> {
    const call = request(this.booted.url)[method](`/connected-apps${path}`);
    if (who) call.set('authorization', `Bearer ${who.token}`);
    const sent = await this.withVersion(path, body);
    const response = await (sent ? call.send(sent) : call);
    return { status: response.status, body: response.body, headers: response.headers };
  }

  /** Registers an app as an admin does: discovery, save, register at the provider, save again. */
  async createApp(
    input: Partial<AppInput> = {},
    provider: Registrar = this.provider
  ): Promise<AppDetails> {
    const discovery = await this.api<DiscoveredConfiguration>(this.admin, 'post', '/discovery', {
      url: provider.discoveryUrl,
    });
    const {
      scopesSupported: _s,
      clientAuthMethodsSupported: _m,
      grantTypesSupported: _g,
      ...found
    } = discovery.body.data;
    const created = await this.api<AppDetails>(this.admin, 'post', '/apps', {
      data: {
        name: 'Demo Mail',
        discoveryUrl: provider.discoveryUrl,
        ...found,
        scopes: ['openid', 'email', 'mail.read'],
        authorizationParams: [{ key: 'access_type', value: 'offline' }],
        apiOrigins: [provider.issuer],
        ...input,
      },
    });
    if (created.status !== 201) throw new Error(JSON.stringify(created.body));
    const client = await provider.register(created.body.data.redirectUri);
    const data = { ...client, ...input };
    const saved = await this.api<AppDetails>(this.admin, 'put', `/apps/${created.body.data.key}`, {
      data,
    });
    if (saved.status !== 200) throw new Error(JSON.stringify(saved.body));
    return saved.body.data;
  }

  async authorizationUrl(who: Admin, appKey: string, options: object = {}): Promise<string> {
    const { status, body } = await this.api<Redirect>(
      who,
      'post',
      `/apps/${appKey}/connect`,
      options
    );
    if (status !== 200) throw new Error(JSON.stringify(body));
    return consentPageOf(body.data);
  }

  /** Starts a flow with a device code. */
  async startDevice(who: Admin, appKey: string, options: object = {}): Promise<DeviceFlow> {
    const path = `/apps/${appKey}/connect`;
    const { status, body } = await this.api<DeviceFlow>(who, 'post', path, options);
    if (status !== 200 || body.data.kind !== 'device') throw new Error(JSON.stringify(body));
    return body.data;
  }

  /** Asks whether the code of a flow has been entered; with `confirm`, answers the question. */
  poll(who: Admin, { flow }: Pick<DeviceFlow, 'flow'>, confirm?: true) {
    return this.api<PollFlow.Response['data']>(who, 'post', `/flows/${flow}/poll`, { confirm });
  }

  /** Visits the callback like a browser: the redirect's target, with its fragment parsed. */
  async visitCallback(
    callback: URL,
    sent: Record<string, string> = {}
  ): Promise<{ status: number; location: URL; fragment: URLSearchParams; headers: Headers }> {
    const address = new URL(callback.pathname + callback.search, this.booted.url);
    const { status, headers } = await fetch(address, { redirect: 'manual', headers: sent });
    const location = new URL(headers.get('location') ?? 'about:blank');
    const fragment = new URLSearchParams(location.hash.slice(1));
    return { status, location, fragment, headers };
  }

  /** Starts a flow and consents, up to the ticket. */
  async ticket(who: Admin, appKey: string, options: ConsentOptions & { connect?: object } = {}) {
    const url = await this.authorizationUrl(who, appKey, options.connect);
    const { fragment } = await this.visitCallback(await consent(url, options, new HttpBrowser()));
    const ticket = fragment.get('ticket');
    if (!ticket) throw new Error(`no ticket, but ${fragment.toString()}`);
    return ticket;
  }

  /** Completes a flow that asks no question. */
  complete(who: Admin | null, ticket: string) {
    return this.api<Connected>(who, 'post', '/complete', { ticket });
  }

  /** Answers the question of a flow; without `confirm`, returns the question. */
  confirm(who: Admin, ticket: string, confirm?: boolean) {
    return this.api<Complete.Response['data']>(who, 'post', '/complete', { ticket, confirm });
  }

  /** What the completion page learns about a flow, by the id from the callback. */
  async outcome(who: Admin | null, flow: string): Promise<GetFlow.Response['data']> {
    return (await this.api<GetFlow.Response['data']>(who, 'get', `/flows/${flow}`)).body.data;
  }

  /** The whole flow, to its end. */
  async connect(who: Admin, appKey: string, options: ConsentOptions & { connect?: object } = {}) {
    const { status, body } = await this.complete(who, await this.ticket(who, appKey, options));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data;
  }

  async connectionsOf(who: Admin): Promise<ConnectionSummary[]> {
    return (await this.api<ConnectionSummary[]>(who, 'get', '/connections/mine')).body.data;
  }

  /** Moves the instance's clock by this many seconds, until the test ends. */
  travel(seconds: number): void {
    const clock = this.booted.internals.clock;
    jest.spyOn(clock, 'now').mockImplementation(() => Date.now() + seconds * 1_000);
  }

  /** The same, and stops the clock, so that no wait ends because the machine is slow. */
  travelAndStay(seconds: number): void {
    const nowMs = Date.now() + seconds * 1_000;
    jest.spyOn(this.booted.internals.clock, 'now').mockReturnValue(nowMs);
  }
}

export const ownerOf = ({ documentId }: Admin) => ({ kind: 'admin', id: documentId }) as const;
