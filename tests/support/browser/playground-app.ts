import type { Page } from 'playwright-core';

import type {
  AppDetails,
  AppInput,
  AppUpdate,
  DiscoveredConfiguration,
} from '../../../server/src/contracts';
import type { Playground } from './playground';

/** The panel API of a playground, called as its admin. */
export class PlaygroundAdmin {
  private constructor(
    private readonly origin: string,
    private readonly token: string
  ) {}

  static async signIn({ panelUrl }: Playground): Promise<PlaygroundAdmin> {
    const { origin } = new URL(panelUrl);
    const response = await fetch(`${origin}/admin/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'admin@demo.test', password: 'Demo-1234' }),
    });
    const { data } = (await response.json()) as { data: { token: string } };
    return new PlaygroundAdmin(origin, data.token);
  }

  private async call<Data>(method: string, path: string, body?: object): Promise<Data> {
    const response = await fetch(`${this.origin}/connected-apps${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${this.token}` },
      body: body && JSON.stringify(body),
    });
    const answer = (await response.json()) as { data: Data };
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer.data;
  }

  async update(key: string, changes: Omit<AppUpdate, 'configVersion'>): Promise<AppDetails> {
    const { configVersion } = await this.call<AppDetails>('GET', `/apps/${key}`);
    return this.call('PUT', `/apps/${key}`, { data: { ...changes, configVersion } });
  }

  /** Creates the app Demo Mail, with a client that is registered in its console. */
  async createDemoMail(
    { providerUrl }: Playground,
    page: Page,
    input: Partial<AppInput> = {}
  ): Promise<AppDetails & { clientSecret: string }> {
    const discoveryUrl = `${providerUrl}/.well-known/openid-configuration`;
    const found = await this.call<DiscoveredConfiguration>('POST', '/discovery', {
      url: discoveryUrl,
    });
    const created = await this.call<AppDetails>('POST', '/apps', {
      data: { name: 'Demo Mail', ...found, discoveryUrl, apiOrigins: [providerUrl], ...input },
    });
    const client = await registerClient(page, providerUrl, created.redirectUri);
    const saved = await this.update(created.key, client);
    return { ...saved, clientSecret: client.clientSecret };
  }
}

const registerClient = async (page: Page, providerUrl: string, redirectUri: string) => {
  await page.goto(`${providerUrl}/console`);
  const form = page.locator('section[aria-labelledby="create"]');
  await form.getByLabel('Name').fill('My Strapi');
  await form.getByLabel(/Redirect URI/).fill(redirectUri);
  await form.getByRole('button', { name: 'Create client' }).click();
  const client = page.getByRole('region', { name: 'My Strapi' });
  await client.waitFor();
  const [clientId = '', clientSecret = ''] = await client.locator('dd').allInnerTexts();
  return { clientId, clientSecret };
};
