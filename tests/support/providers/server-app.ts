import type { TokenOptions } from '../../../server/src/public';
import type { Connection } from '../../../server/src/store/connections';
import type { Admin } from '../strapi/admins';
import { ownerOf, type House } from '../strapi/house';
import type { TestAuthorizationServer } from './authorization-server/server';

/** An app of a test authorization server, and a user who connects it. */
export class ServerApp {
  constructor(
    readonly house: House,
    readonly provider: TestAuthorizationServer,
    readonly key: string,
    /** The owner of the connection. */
    readonly user: Admin
  ) {}

  get ref() {
    return { app: this.key, owner: ownerOf(this.user) };
  }

  protected get connections() {
    return this.house.booted.internals.store.connections;
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

  getAccessToken(options?: TokenOptions): Promise<string> {
    return this.house.tokens.getAccessToken(this.ref, options);
  }

  /** Null if there is no connection. */
  row(): Promise<Connection | null> {
    const { app: appKey, owner } = this.ref;
    return this.connections.find({ appKey, owner, account: 'default' });
  }
}
