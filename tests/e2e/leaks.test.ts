import type { Page } from 'playwright-core';

import { allowAs, AttackScene, visible } from '../support/browser/attack-scene';
import { startHttpServer, type HttpServer } from '../support/network/http-server';
import {
  HARMLESS_RETURN_ADDRESSES,
  HOSTILE_RETURN_ADDRESSES,
} from '../support/properties/return-to-vectors';

jest.setTimeout(300_000);

let scene: AttackScene;
let app: string;
let elsewhere: HttpServer;

beforeAll(async () => {
  elsewhere = await startHttpServer((_request, response) => void response.end('elsewhere'));
  scene = await AttackScene.open();
  app = await scene.createApp('Demo Mail');
});

afterAll(async () => {
  await scene?.close();
  await elsewhere?.close();
});

afterEach(async () => {
  await scene.disconnectAll();
  for (const page of scene.victim.context.pages()) await page.close();
});

interface Recorded {
  /** Of requests, each as one text: method, address, headers, body. */
  requests: string[];
  referers: string[];
  console: string[];
}

const record = (page: Page): Recorded => {
  const recorded: Recorded = { requests: [], referers: [], console: [] };
  page.on('console', (message) => recorded.console.push(message.text()));
  page.on('request', async (request) => {
    // Of a page that was closed meanwhile, those that are known.
    const headers = await request.allHeaders().catch(() => request.headers());
    recorded.referers.push(headers.referer ?? '');
    const { referer: _referer, ...others } = headers;
    const said = [request.method(), request.url(), JSON.stringify(others), request.postData()];
    recorded.requests.push(said.join(' '));
  });
  return recorded;
};

/** The addresses that the tab's own history holds. */
const historyOf = async (page: Page): Promise<string[]> => {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send('Page.getNavigationHistory');
  return entries.map(({ url }) => url);
};

const storageOf = (page: Page) =>
  page.evaluate(() =>
    JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state, document.cookie])
  );

describe.each([
  ['in the query', []],
  ['by form_post', [{ key: 'response_mode', value: 'form_post' }]],
])('code, state and ticket of a response that comes %s', (way, params) => {
  it('are in no history, Referer, console, storage or log, and go to nobody else', async () => {
    const key = params.length > 0 ? await scene.createApp('Form Mail', params) : app;
    const page = await scene.victim.context.newPage();
    const recorded = record(page);
    const link = await scene.start(scene.victim, key);
    await page.goto(link);
    const [callback] = await Promise.all([
      page.waitForRequest((request) => request.url().includes('/callback/')),
      allowAs(page, 'John'),
    ]);
    const answer = new URLSearchParams(
      callback.method() === 'POST' ? (callback.postData() ?? '') : new URL(callback.url()).search
    );
    expect(callback.method()).toBe(way === 'by form_post' ? 'POST' : 'GET');
    await visible(page, 'Connected as john@demo.test');
    const code = answer.get('code') ?? '';
    const state = answer.get('state') ?? '';
    const completion = recorded.requests.find((request) => /POST \S+\/complete /.test(request));
    const ticket = /"ticket":"([\w-]{43})"/.exec(completion ?? '')?.[1] ?? '';
    const secrets = [code, ticket, state];
    expect(secrets.every((secret) => secret.length > 20)).toBe(true);
    const secretsIn = (text: string) => secrets.filter((secret) => text.includes(secret));

    expect(secretsIn(page.url() + (await storageOf(page)))).toEqual([]);
    expect(await page.content()).not.toContain(ticket);
    // Demo Mail's own pages, where the flow came from, hold the state: it is in the request to it.
    const ours = (await historyOf(page)).filter((url) => url.startsWith(scene.origin));
    expect(ours.length).toBeGreaterThan(0);
    expect(secretsIn(ours.join())).toEqual([]);
    expect(secretsIn(recorded.console.join())).toEqual([]);

    // Somewhere else, by a link as an extension of the panel could have one there.
    await page.evaluate((href) => {
      const anchor = Object.assign(document.createElement('a'), { href, id: 'elsewhere' });
      anchor.textContent = 'elsewhere';
      document.body.prepend(anchor);
    }, elsewhere.origin);
    await page.locator('#elsewhere').click({ force: true });
    await page.waitForURL(`${elsewhere.origin}/**`);
    const referers = [...recorded.referers, ...elsewhere.requests.map((r) => r.headers.referer)];
    const leaked = referers.filter((referer) => secretsIn(referer ?? '').length > 0);
    expect(
      leaked.filter((referer) => !referer?.startsWith(`${scene.playground.providerUrl}/`))
    ).toEqual([]);

    const holders = recorded.requests.filter((request) =>
      [code, ticket].some((secret) => request.includes(secret))
    );
    const targets = holders.map((request) => new URL(request.split(' ')[1] ?? '').pathname);
    expect([...new Set(targets)].sort()).toEqual(
      [`/api/connected-apps/callback/${key}`, '/connected-apps/complete'].sort()
    );
    expect(scene.playground.log()).toContain(`/api/connected-apps/callback/${key}`);
    expect(secretsIn(scene.playground.log())).toEqual([]);
    await page.goBack().catch(() => undefined);
    expect(secretsIn(page.url())).toEqual([]);
    expect(await scene.connections()).toEqual(['admin@demo.test: john@demo.test']);
  });
});

describe('the way back from the completion page', () => {
  it.each(HARMLESS_RETURN_ADDRESSES.filter((address) => address.length > 12).slice(0, 4))(
    'to %s stays in the panel',
    async (returnTo) => {
      const link = await scene.start(scene.victim, app, { returnTo });
      const page = await scene.visit(scene.victim, await scene.answer(scene.victim, link, 'John'));
      await visible(page, 'Connected as john@demo.test');
      await page.getByRole('link', { name: 'Back', exact: true }).click();
      await page.waitForURL((url) => !url.pathname.endsWith('/complete'));
      expect(page.url().startsWith(`${scene.playground.panelUrl}/`)).toBe(true);
    }
  );

  it('leads into the panel even if the server were to name another address', async () => {
    const connected = {
      uid: 'x',
      appKey: app,
      appName: 'Demo Mail',
      owner: { kind: 'admin', id: 'x', label: null },
      accountLabel: 'john@demo.test',
      missingScopes: [],
    };
    const page = await scene.victim.context.newPage();
    let returnTo = '';
    await page.route('**/connected-apps/complete', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ json: { data: { ...connected, returnTo } } })
        : route.fallback()
    );
    for (const [index, address] of HOSTILE_RETURN_ADDRESSES.entries()) {
      if (index % 4 !== 0) continue;
      returnTo = address;
      await page.goto('about:blank');
      await page.goto(`${scene.completionPage}#ticket=${'x'.repeat(43)}`);
      await visible(page, 'Connected as john@demo.test');
      const link = page.getByRole('link', { name: /^Back/ }).last();
      const href = await link.evaluate((anchor) => (anchor as HTMLAnchorElement).href);
      expect([address, new URL(href).origin]).toEqual([address, scene.origin]);
    }
  });
});
