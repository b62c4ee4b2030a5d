import type { AppDetails, AppInput, ProtocolDeviations } from '../../../../server/src/contracts';
import { withStandard } from '../../../../server/src/protocol-settings';
import type { TokenOptions } from '../../../../server/src/public';
import type { Connection } from '../../../../server/src/store/connections';
import type { Admin } from '../../strapi/admins';
import { appInput } from '../../strapi/app-fields';
import { ownerOf, type House } from '../../strapi/house';
import { SCOPES } from './consent-page';
import type { DeviatingProvider } from './provider';

/** What an admin enters besides the addresses and the client. */
export type Settings = Pick<Partial<AppInput>, 'clientAuthMethod' | 'tokenParams'> & {
  protocol?: ProtocolDeviations;
  /** Null: the admin does not enter the provider's own address for refreshes. */
  refreshEndpoint?: null;
};

/** The steps of a house that do not depend on its own provider. */
export type Rooms = Pick<
  House,
  'admin' | 'api' | 'authorizationUrl' | 'booted' | 'complete' | 'tokens' | 'visitCallback'
>;

let appCount = 0;

/** What the form sends for an app of this provider: each setting, also the standard ones. */
export const formFor = (
  { addresses, client, origin }: DeviatingProvider,
  { protocol = {}, ...settings }: Settings
): AppInput => {
  appCount += 1;
  return {
    ...appInput({ name: `Deviating Mail ${appCount}` }),
    ...addresses,
    ...client,
    clientAuthMethod: 'client_secret_basic',
    scopes: SCOPES,
    apiOrigins: [origin],
    ...settings,
    protocol: withStandard(protocol),
  };
};

/** An app of a provider with habits, and a user who connects it. */
export class DeviatingApp {
  private constructor(
    readonly house: Rooms,
    readonly provider: DeviatingProvider,
    readonly user: Admin,
    readonly key: string
  ) {}

  /** Saves the app as an admin does, and registers it at the provider. */
  static async create(
    house: Rooms,
    provider: DeviatingProvider,
    user: Admin,
    data: AppInput
  ): Promise<DeviatingApp> {
    const { status, body } = await house.api<AppDetails>(house.admin, 'post', '/apps', { data });
    if (status !== 201) throw new Error(JSON.stringify(body));
    const { key, redirectUri } = body.data;
    provider.redirectUris.add(redirectUri);
    return new DeviatingApp(house, provider, user, key);
  }

  /** The same app, for another user. */
  of(user: Admin): DeviatingApp {
    return new DeviatingApp(this.house, this.provider, user, this.key);
  }

  get ref() {
    return { app: this.key, owner: ownerOf(this.user) };
  }

  /** Where the account holder's browser is sent to by the provider; null: nowhere. */
  async callback(): Promise<URL | null> {
    const url = new URL(await this.house.authorizationUrl(this.user, this.key));
    const response = url.hash === '' ? await open(url) : await openRoute(url);
    const location = response.headers.get('location');
    return location === null ? null : new URL(location);
  }

  async ticket(): Promise<string> {
    const callback = await this.callback();
    if (callback === null) throw new Error(`refused: ${this.provider.violations.join()}`);
    const { fragment } = await this.house.visitCallback(callback);
    const ticket = fragment.get('ticket');
    if (!ticket) throw new Error(`no ticket, but ${fragment.toString()}`);
    return ticket;
  }

  complete(ticket: string) {
    return this.house.complete(this.user, ticket);
  }

  async connect() {
    const { status, body } = await this.complete(await this.ticket());
    if (status !== 200) throw new Error(JSON.stringify(body));
    return body.data;
  }

  getAccessToken(options?: TokenOptions): Promise<string> {
    return this.house.tokens.getAccessToken(this.ref, options);
  }

  fetch(init?: RequestInit): Promise<Response> {
    return this.house.tokens.fetch(this.ref, `${this.provider.origin}/api`, init);
  }

  disconnect(): Promise<{ revokedAtProvider: boolean }> {
    return this.house.tokens.disconnect(this.ref);
  }

  /** Null if there is no connection. */
  row(): Promise<Connection | null> {
    const { app: appKey, owner } = this.ref;
    const { connections } = this.house.booted.internals.store;
    return connections.find({ appKey, owner, account: 'default' });
  }

  async details(): Promise<AppDetails> {
    const { house, key } = this;
    return (await house.api<AppDetails>(house.admin, 'get', `/apps/${key}`)).body.data;
  }

  update(data: object, who = this.house.admin) {
    return this.house.api<AppDetails>(who, 'put', `/apps/${this.key}`, { data });
  }
}

const open = (url: URL | string): Promise<Response> => fetch(url, { redirect: 'manual' });

/** What a browser does with a web app: it loads the page, whose script reads the fragment. */
const openRoute = async (url: URL): Promise<Response> => {
  const page = await open(url);
  if (page.status !== 200) return page;
  return open(`${url.origin}/app/consent?${url.hash.slice(url.hash.indexOf('?') + 1)}`);
};
