import type {
  AppDetails,
  Connected,
  DiscoveredConfiguration,
  Connect,
} from '../../server/src/contracts';
import type { DemoProvider } from '../support/providers/demo-provider';
import { consentPageOf } from '../support/strapi/consent-page';
import { consent } from '../support/strapi/http-browser';

export const ADMIN = { email: 'admin@demo.test', password: 'Demo-1234' };

/** The panel's requests to a running Strapi, as its first administrator. */
export class PanelApi {
  private constructor(
    private readonly url: string,
    private readonly token: string,
    /** The administrator's `documentId`. */
    readonly adminId: string
  ) {}

  /** Registers the first administrator, as the panel does when it is opened for the first time. */
  static async register(url: string): Promise<PanelApi> {
    const body = { ...ADMIN, firstname: 'Ada', lastname: 'Admin' };
    const response = await fetch(`${url}/admin/register-admin`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status} ${text}`);
    const { data } = JSON.parse(text);
    return new PanelApi(url, data.token, data.user.documentId);
  }

  private async ask<Data>(method: string, path: string, body?: object): Promise<Data> {
    const response = await fetch(`${this.url}/connected-apps${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text).data;
  }

  /** Discovery, save, register at the provider, save again. */
  async createApp(provider: DemoProvider): Promise<AppDetails> {
    const { discoveryUrl } = provider;
    const found = await this.ask<DiscoveredConfiguration>('POST', '/discovery', {
      url: discoveryUrl,
    });
    const {
      leftOut: _l,
      scopesSupported: _s,
      clientAuthMethodsSupported: _m,
      grantTypesSupported: _g,
      ...endpoints
    } = found;
    const data = {
      name: 'Demo Mail',
      discoveryUrl,
      ...endpoints,
      scopes: ['openid', 'email', 'mail.read'],
      authorizationParams: [{ key: 'access_type', value: 'offline' }],
      apiOrigins: [provider.issuer],
    };
    const created = await this.ask<AppDetails>('POST', '/apps', { data });
    const { clientId, clientSecret } = await provider.register(created.redirectUri);
    return this.ask('PUT', `/apps/${created.key}`, {
      data: { clientId, clientSecret, configVersion: created.configVersion },
    });
  }

  async connect(appKey: string): Promise<Connected> {
    const started = await this.ask<Connect.Response['data']>('POST', `/apps/${appKey}/connect`, {});
    const callback = await consent(consentPageOf(started));
    const answer = await fetch(callback, { redirect: 'manual' });
    const location = new URL(answer.headers.get('location') ?? 'about:blank');
    const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
    return this.ask('POST', '/complete', { ticket });
  }

  /** Sends a request that is refused, and returns its status and the name of its error. */
  async refusal(method: string, path: string, body?: object): Promise<string> {
    return this.ask(method, path, body).then(
      () => 'not refused',
      (error: Error) => error.message
    );
  }
}
