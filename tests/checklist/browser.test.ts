import type { Browser, BrowserContext, Page, Request } from 'playwright-core';

import type { AppDetails, Connect, DiscoveredConfiguration } from '../../server/src/contracts';
import { nth } from '../support/elements';
import { launchBrowser, newContext, signIn } from '../support/browser/browser';
import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import { consentPageOf } from '../support/strapi/consent-page';
import { startPlayground, type Playground } from '../support/browser/playground';

const APP = 'demo-mail';

let playground: Playground;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let token: string;

const origin = () => new URL(playground.panelUrl).origin;

const api = async <T extends object>(path: string, body: object, method = 'POST'): Promise<T> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
  const init = { method, headers, body: JSON.stringify(body) };
  const response = await fetch(`${origin()}${path}`, init);
  if (!response.ok) throw new Error(await response.text());
  const { data } = (await response.json()) as { data: T };
  return data;
};

/** Registers a client at Demo Mail's console. */
const registerClient = async (redirectUri: string) => {
  const consolePage = await context.newPage();
  await consolePage.goto(`${playground.providerUrl}/console`);
  const form = consolePage.locator('section[aria-labelledby="create"]');
  await form.getByLabel('Name').fill('My Strapi');
  await form.getByLabel(/Redirect URI/).fill(redirectUri);
  await form.getByRole('button', { name: 'Create client' }).click();
  const values = consolePage.getByRole('region', { name: 'My Strapi' }).locator('dd');
  await values.first().waitFor();
  const [clientId, clientSecret] = await values.allInnerTexts();
  await consolePage.close();
  return { clientId, clientSecret };
};

const createApp = async () => {
  const discoveryUrl = `${playground.providerUrl}/.well-known/openid-configuration`;
  const found = await api<DiscoveredConfiguration>('/connected-apps/discovery', {
    url: discoveryUrl,
  });
  const data = { ...found, name: 'Demo Mail', discoveryUrl, scopes: ['openid', 'email'] };
  const { redirectUri, configVersion } = await api<AppDetails>('/connected-apps/apps', { data });
  const client = await registerClient(redirectUri);
  await api(`/connected-apps/apps/${APP}`, { data: { ...client, configVersion } }, 'PUT');
};

beforeAll(async () => {
  browser = await launchBrowser();
  playground = await startPlayground();
  context = await newContext(browser);
  context.setDefaultTimeout(30_000);
  page = await context.newPage();
  await signIn(page, playground.panelUrl, 'admin@demo.test');
  const credentials = { email: 'admin@demo.test', password: 'Demo-1234' };
  ({ token } = await api<{ token: string }>('/admin/login', credentials));
  await createApp();
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
});

const authorizationUrl = async (): Promise<string> =>
  consentPageOf(await api<Connect.Response['data']>(`/connected-apps/apps/${APP}/connect`, {}));

/** Signs in where need be, and allows the access. */
const allow = async (tab: Page) => {
  const signInButton = tab.getByRole('button', { name: 'Continue as Jane' });
  const allowButton = tab.getByRole('button', { name: 'Allow', exact: true });
  await signInButton.or(allowButton).first().waitFor();
  if (await signInButton.isVisible()) await signInButton.click();
  await allowButton.click();
};

const isCallback = (request: Request) => request.url().includes(`/callback/${APP}`);

describe('a browser that returns from the provider', () => {
  let requests: { url: string; referer: string }[];
  let code: string;

  beforeAll(async () => {
    const seen: Request[] = [];
    page.on('request', (request) => seen.push(request));
    await page.goto(await authorizationUrl());
    await allow(page);
    await page.getByText('jane@demo.test').first().waitFor();
    const index = seen.findIndex(isCallback);
    code = new URL(nth(seen, index).url()).searchParams.get('code') ?? '';
    requests = await Promise.all(
      seen.slice(index).map(async (request) => ({
        url: request.url(),
        referer: (await request.headerValue('referer')) ?? '',
      }))
    );
  }, 120_000);

  it('C14 loads no third-party content, and sends the code to nobody', () => {
    expect(code).not.toBe('');
    expect(requests.length).toBeGreaterThan(2);
    const origins = requests
      .map(({ url }) => new URL(url))
      .filter(({ protocol }) => protocol.startsWith('http'))
      .map((url) => url.origin);
    expect([...new Set(origins)]).toEqual([origin()]);
    const [callback, ...others] = requests;
    expect(callback?.url).toContain(code);
    for (const { url, referer } of others) expect(`${url} ${referer}`).not.toContain(code);
  });

  it('C15 keeps the code out of its address and its history', async () => {
    const session = await context.newCDPSession(page);
    const { entries } = await session.send('Page.getNavigationHistory');
    const addresses = [page.url(), ...entries.map(({ url }) => url)];
    expect(page.url()).toBe(`${playground.panelUrl}/plugins/connected-apps/complete`);
    expect(addresses.join(' ')).not.toMatch(/[?&#](code|ticket|state)=/);
  });
});

describe("a stranger's page", () => {
  let stranger: HttpServer;

  afterEach(() => stranger.close());

  /** What a frame of another site shows of this address. */
  const framed = async (src: string) => {
    stranger = await startHttpServer((request, response) => {
      if (request.path !== '/') return sendJson(response, {}, { status: 404 });
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<iframe src="${src.replaceAll('&', '&amp;')}"></iframe>`);
    });
    const tab = await context.newPage();
    await tab.goto(stranger.origin, { waitUntil: 'networkidle' });
    const frame = nth(tab.frames(), 1);
    const text = await frame.locator('body').innerText();
    const shown = { url: frame.url(), text };
    await tab.close();
    return shown;
  };

  it('C41 cannot frame the callback or the completion page', async () => {
    for (const path of [
      `/api/connected-apps/callback/${APP}?code=x&state=y`,
      '/admin/plugins/connected-apps/complete#error=access_denied',
    ]) {
      const { url, text } = await framed(`${origin()}${path}`);
      expect(url).toMatch(/^chrome-error:/);
      expect(text).not.toMatch(/Connected Apps|Demo Mail/i);
    }
  });
});
