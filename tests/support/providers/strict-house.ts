import type { AppDetails, AppInput, DiscoveredConfiguration } from '../../../server/src/contracts';
import { createAdminWith, EDITOR_ACTIONS } from '../strapi/admins';
import { House } from '../strapi/house';
import type { BootOptions } from '../strapi/strapi';
import { CLIENT } from './authorization-server/clients';
import { TestAuthorizationServer } from './authorization-server/server';
import { ServerApp } from './server-app';

/** An app whose steps use the plugin's own routes and services. */
export class StrictApp extends ServerApp {
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

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return this.house.tokens.fetch(this.ref, `${this.provider.issuer}${path}`, init);
  }

  /** The same app, for another user. */
  async ofAnotherUser(): Promise<StrictApp> {
    const user = await createAdminWith(this.house.strapi, EDITOR_ACTIONS);
    return new StrictApp(this.house, this.provider, this.key, user);
  }

  async storedRefreshToken(): Promise<string | null> {
    const row = await this.row();
    return row && this.connections.openRefreshToken(row);
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

/** A Strapi and a test authorization server, with any number of apps. */
export class StrictHouse {
  #appCount = 0;

  private constructor(
    readonly house: House,
    readonly provider: TestAuthorizationServer
  ) {}

  /** Background work runs only when a test starts it. */
  static async open(options: BootOptions = {}): Promise<StrictHouse> {
    const pluginConfig = { backgroundRefresh: { enabled: false } };
    const [house, provider] = await Promise.all([
      House.open({ pluginConfig, ...options }),
      TestAuthorizationServer.start({ client: CLIENT }),
    ]);
    return new StrictHouse(house, provider);
  }

  discover(url = this.provider.issuer) {
    const { house } = this;
    return house.api<DiscoveredConfiguration>(house.admin, 'post', '/discovery', { url });
  }

  /** Saves what the form saves after discovery, with a test's changes. */
  async save(input: Partial<AppInput> = {}, provider = this.provider) {
    const { house } = this;
    const { status, body } = await this.discover(provider.issuer);
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
      ...CLIENT,
      clientAuthMethod: provider.clients.authMethod,
      scopes: ['openid', 'mail.read'],
      apiOrigins: [provider.issuer],
      ...input,
    };
    return house.api<AppDetails>(house.admin, 'post', '/apps', { data });
  }

  /** For its own user, so that other tests do not interfere. */
  async app(input: Partial<AppInput> = {}, provider = this.provider): Promise<StrictApp> {
    const { status, body } = await this.save(input, provider);
    if (status !== 201) throw new Error(JSON.stringify(body));
    await provider.register(body.data.redirectUri);
    const user = await createAdminWith(this.house.strapi, EDITOR_ACTIONS);
    return new StrictApp(this.house, provider, body.data.key, user);
  }

  async connectedApp(input: Partial<AppInput> = {}, provider = this.provider): Promise<StrictApp> {
    const app = await this.app(input, provider);
    await app.connect();
    return app;
  }

  async close(): Promise<void> {
    await this.provider.stop();
    await this.house.close();
  }
}

/** Opens a house before the tests of a file, hands it to `use`, and closes it after the tests. */
export const openStrictHouse = (use: (opened: StrictHouse) => void): void => {
  let strict: StrictHouse | undefined;

  beforeAll(async () => {
    strict = await StrictHouse.open();
    use(strict);
  });

  afterAll(() => strict?.close());
};
