import type { AppDetails, AppInput, DiscoveredConfiguration } from '../../../server/src/contracts';
import type { TokenOptions } from '../../../server/src/public';
import type { Connection } from '../../../server/src/store/connections';
import type { Admin } from '../strapi/admins';
import { createAdminWith, EDITOR_ACTIONS } from '../strapi/admins';
import { House, ownerOf } from '../strapi/house';
import type { BootOptions } from '../strapi/strapi';
import { StrictProvider } from './checklist-provider';

/** An app of a strict provider. Every step uses the plugin's own routes and services. */
export class StrictApp {
  constructor(
    readonly house: House,
    readonly provider: StrictProvider,
    readonly key: string,
    /** The owner of the connection. */
    readonly user: Admin
  ) {}

  get ref() {
    return { app: this.key, owner: ownerOf(this.user) };
  }

  authorizationUrl(connect: object = {}): Promise<string> {
    return this.house.authorizationUrl(this.user, this.key, connect);
  }

  /** The callback URL to which the provider redirects the browser. */
  async callback(connect: object = {}): Promise<URL> {
    const url = await this.authorizationUrl(connect);
    const response = await fetch(url, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`the provider refused: ${await response.text()}`);
    return new URL(location);
  }

  async ticket(connect: object = {}): Promise<string> {
    const { fragment } = await this.house.visitCallback(await this.callback(connect));
    const ticket = fragment.get('ticket');
    if (!ticket) throw new Error(`no ticket, but ${fragment.toString()}`);
    return ticket;
  }

  complete(ticket: string) {
    return this.house.complete(this.user, ticket);
  }

  /** The whole flow, with any outcome. */
  async tryToConnect() {
    const { status, body } = await this.complete(await this.ticket());
    const { code, reason } = (body.error?.details ?? {}) as { code?: string; reason?: string };
    return { status, code, reason, message: body.error?.message };
  }

  async connect(connect: object = {}) {
    const { status, body } = await this.complete(await this.ticket(connect));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data;
  }

  getAccessToken(options?: TokenOptions): Promise<string> {
    return this.house.tokens.getAccessToken(this.ref, options);
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.house.tokens.fetch(this.ref, `${this.provider.origin}${path}`, init);
  }

  /** The same app, for another user. */
  async ofAnotherUser(): Promise<StrictApp> {
    const user = await createAdminWith(this.house.strapi, EDITOR_ACTIONS);
    return new StrictApp(this.house, this.provider, this.key, user);
  }

  /** Null if there is no connection. */
  row(): Promise<Connection | null> {
    const { app: appKey, owner } = this.ref;
    const { connections } = this.house.booted.internals.store;
    return connections.find({ appKey, owner, account: 'default' });
  }

  async storedRefreshToken(): Promise<string | null> {
    const row = await this.row();
    return row && this.house.booted.internals.store.connections.openRefreshToken(row);
  }

  async details(): Promise<AppDetails> {
    const path = `/apps/${this.key}`;
    return (await this.house.api<AppDetails>(this.house.admin, 'get', path)).body.data;
  }

  update(data: Partial<AppInput>) {
    return this.house.api<AppDetails>(this.house.admin, 'put', `/apps/${this.key}`, { data });
  }

  async disconnect() {
    const { uid } = (await this.row()) ?? {};
    const path = `/connections/${uid}`;
    return this.house.api<{ revokedAtProvider: boolean }>(this.user, 'delete', path);
  }
}

/** A Strapi and a strict provider, with any number of apps. */
export class StrictHouse {
  #appCount = 0;

  private constructor(
    readonly house: House,
    readonly provider: StrictProvider
  ) {}

  /** Background work runs only when a test starts it. */
  static async open(options: BootOptions = {}): Promise<StrictHouse> {
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    const [house, provider] = await Promise.all([
      House.open({ pluginConfig, ...options }),
      StrictProvider.start(),
    ]);
    return new StrictHouse(house, provider);
  }

  discover(url = this.provider.origin) {
    const { house } = this;
    return house.api<DiscoveredConfiguration>(house.admin, 'post', '/discovery', { url });
  }

  /** Saves what the form saves after discovery, with a test's changes. */
  async save(input: Partial<AppInput> = {}, provider = this.provider) {
    const { house } = this;
    const { status, body } = await this.discover(provider.origin);
    if (status !== 200) throw new Error(JSON.stringify(body));
    const {
      scopesSupported: _s,
      clientAuthMethodsSupported: _m,
      grantTypesSupported: _g,
      ...found
    } = body.data;
    this.#appCount += 1;
    const data = {
      name: `Strict Mail ${this.#appCount}`,
      ...found,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      clientAuthMethod: provider.clientAuth,
      scopes: ['openid', 'mail.read'],
      apiOrigins: [provider.origin],
      ...input,
    };
    return house.api<AppDetails>(house.admin, 'post', '/apps', { data });
  }

  /** For its own user, so that other tests do not interfere. */
  async app(input: Partial<AppInput> = {}, provider = this.provider): Promise<StrictApp> {
    const { status, body } = await this.save(input, provider);
    if (status !== 201) throw new Error(JSON.stringify(body));
    const user = await createAdminWith(this.house.strapi, EDITOR_ACTIONS);
    return new StrictApp(this.house, provider, body.data.key, user);
  }

  async connectedApp(input: Partial<AppInput> = {}, provider?: StrictProvider): Promise<StrictApp> {
    const app = await this.app(input, provider);
    await app.connect();
    return app;
  }

  async close(): Promise<void> {
    await this.provider.close();
    await this.house.close();
  }
}
