import type { Browser, BrowserContext, Page } from 'playwright-core';

import { axeViolations } from '../support/admin/axe';
import { launchBrowser, newContext, screenshot, signIn } from '../support/browser/browser';
import { decideAtProvider, openConsent, visible } from '../support/browser/panel-steps';
import { startPlayground, type Playground } from '../support/browser/playground';
import { PlaygroundAdmin } from '../support/browser/playground-app';

jest.setTimeout(300_000);

const TOKEN_LIFE_SECONDS = 20;
const THEMES = ['light', 'dark'] as const;
/** Phones, and the width at which Strapi's menu leaves the least room. */
const WIDTHS_PX = [360, 390, 1280];
const SCOPES = ['openid', 'email', 'offline_access', 'mail.read'];

let playground: Playground;
let browser: Browser;
let context: BrowserContext;
let editorContext: BrowserContext;
let admin: Page;
let editor: Page;
let api: PlaygroundAdmin;

const appsPage = () => `${playground.panelUrl}/plugins/connected-apps`;
const PAGES = {
  list: () => appsPage(),
  app: () => `${appsPage()}/apps/demo-mail`,
  connections: () => `${appsPage()}/connections`,
};

/** Opens each page anew, so that everything it shows comes from the server. */
const onEachPage = async (look: (page: Page, name: keyof typeof PAGES) => Promise<void>) => {
  for (const [name, address] of Object.entries(PAGES)) {
    await admin.goto(address());
    await admin.getByRole('heading', { level: 1 }).waitFor();
    await look(admin, name as keyof typeof PAGES);
  }
};

const setTheme = (page: Page, theme: (typeof THEMES)[number]) =>
  page.evaluate((name) => localStorage.setItem('STRAPI_THEME', name), theme);

/** Pictures of each page at each width in both themes, for whoever wants to look. */
const photograph = async (title: string) => {
  if (!process.env.SCREENSHOTS) return;
  for (const theme of THEMES) {
    await setTheme(admin, theme);
    for (const width of [360, 1280]) {
      await admin.setViewportSize({ width, height: 900 });
      await onEachPage(async (page, name) => {
        await page.waitForTimeout(800);
        await screenshot(page, `${title} ${name} ${width} ${theme}`);
      });
    }
  }
  await setTheme(admin, 'light');
  await admin.setViewportSize({ width: 1280, height: 900 });
};

const connect = async (page: Page, name: 'Jane' | 'John', button = /^Connect to Demo Mail$/) => {
  await page.goto(appsPage());
  const tab = await openConsent(page, button);
  await decideAtProvider(tab, name, 'Allow');
  await visible(tab, /^Connected as/);
  await tab.close();
};

/** With a fresh token, so that the state is not `expired`. The provider remembers the consent. */
const reconnect = async () => {
  await refreshMine();
  await visible(admin, /refreshed/);
  await admin.goto(appsPage());
  const tab = await openConsent(admin, /^Reconnect Demo Mail$/);
  await visible(tab, /^Connected as/);
  await tab.close();
};

const refreshMine = async () => {
  await admin.goto(PAGES.connections());
  await admin.getByRole('button', { name: /^Refresh the token of admin@demo/ }).click();
};

beforeAll(async () => {
  browser = await launchBrowser();
  playground = await startPlayground({ accessTokenTtlSeconds: TOKEN_LIFE_SECONDS });
  context = await newContext(browser);
  editorContext = await newContext(browser);
  for (const one of [context, editorContext]) one.setDefaultTimeout(60_000);
  admin = await context.newPage();
  editor = await editorContext.newPage();
  api = await PlaygroundAdmin.signIn(playground);
  await api.createDemoMail(playground, admin, { scopes: SCOPES });
  await signIn(admin, playground.panelUrl, 'admin@demo.test');
  await signIn(editor, playground.panelUrl, 'editor@demo.test');
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
});

describe('the state of a connection, on every page', () => {
  it('U04 names what an admin has added since, and how many connections lack it', async () => {
    await connect(admin, 'Jane');
    await connect(editor, 'John');
    await visible(admin, /^Connected as jane@demo\.test$/);
    await api.update('demo-mail', { scopes: [...SCOPES, 'mail.send'] });
    await onEachPage((page) => visible(page, /Not requested yet: mail\.send\./));
    await admin.goto(PAGES.app());
    await visible(admin, '2 connections lack scopes that this app requests');
  });

  it('U04 names what was not granted, and offers a reconnect until it is', async () => {
    await reconnect();
    await onEachPage(async (page, name) => {
      await visible(page, /^Connected as jane@demo\.test, with permissions missing$/);
      await visible(page, /Not granted: mail\.send\./);
      if (name !== 'connections') {
        await page.getByRole('button', { name: 'Reconnect Demo Mail' }).waitFor();
      }
    });
    await photograph('limited');
    await api.update('demo-mail', { scopes: SCOPES });
    await reconnect();
    await visible(admin, /^Connected as jane@demo\.test$/);
  });

  it('U06 says since when the provider does not respond, the same everywhere, and after a reload', async () => {
    await playground.stopProvider();
    await refreshMine();
    const { host } = new URL(playground.providerUrl);
    const sentence = new RegExp(`^No response from ${host} since .* \\(network\\)$`);
    await visible(admin, sentence);
    await onEachPage(async (page) => {
      await visible(page, sentence);
      await visible(page, /Next try (?:at \d|within a minute)/);
      expect(await page.getByText('Connected as jane@demo.test').count()).toBe(0);
    });
    await admin.waitForTimeout((TOKEN_LIFE_SECONDS + 1) * 1_000);
    await admin.goto(PAGES.list());
    await visible(admin, /There is no valid access at the moment\./);
    await photograph('no response');

    await playground.restartProvider();
    await admin.goto(PAGES.list());
    await admin.getByRole('button', { name: 'Try again to refresh Demo Mail' }).click();
    await visible(admin, /^Connected as jane@demo\.test$/);
  });
});

describe('the state of an app, on list and page', () => {
  it('U05 tells an admin, but not an editor, that a new secret is refused while the former one works', async () => {
    await admin.goto(PAGES.app());
    await admin.getByLabel(/^Client secret/).fill('mistyped');
    await admin.getByRole('button', { name: 'Save' }).click();
    await visible(admin, 'Saved.');
    await refreshMine();
    await visible(admin, /refreshed/);
    const sentence =
      /The provider has refused the new client secret since .*; the former one still works/;
    await admin.goto(PAGES.list());
    await visible(admin, sentence);
    await photograph('secret refused');
    await editor.goto(PAGES.list());
    await visible(editor, /john@demo\.test/);
    expect(await editor.getByText(sentence).count()).toBe(0);

    await admin.goto(PAGES.app());
    await visible(admin, sentence);
    await admin.getByRole('button', { name: 'Forget the former secret' }).click();
    await visible(admin, 'The former secret is forgotten.');
    await admin.getByText(sentence).waitFor({ state: 'detached' });
  });

  it('U06 tells an admin what to repair and an editor whom to ask, and no connection looks healthy', async () => {
    await refreshMine();
    await onEachPage(async (page) => {
      await visible(page, /needs repair/);
      await visible(page, /\(invalid_client\)/);
      expect(await page.getByText('Connected as jane@demo.test').count()).toBe(0);
    });
    await editor.goto(PAGES.list());
    await visible(editor, /An administrator must repair it\.|Ask an administrator to repair it\./);
    await photograph('needs repair');
    await screenshot(editor, 'needs repair editor');
  });
});

describe('an edit that ends connections', () => {
  it('U07 says so before it is saved, and Cancel leads back to the button', async () => {
    await admin.goto(PAGES.app());
    await admin.getByLabel(/^Client ID/).fill('another-client');
    await admin.getByLabel(/^Client secret/).fill('its secret');
    const save = admin.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    const dialog = admin.getByRole('alertdialog');
    await visible(admin, /2 connections end\. Their owners must connect again\./);
    if (process.env.SCREENSHOTS) await admin.waitForTimeout(800);
    await screenshot(admin, 'ending dialog');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    await admin.waitForFunction(() => document.activeElement?.textContent === 'Save');

    await save.click();
    await dialog.waitFor();
    await admin.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await admin.waitForFunction(() => document.activeElement?.textContent === 'Save');

    await save.click();
    await dialog.getByRole('button', { name: 'Save and end' }).click();
    await visible(admin, 'Saved.');
    await onEachPage((page) => visible(page, /jane@demo\.test needs reconnect/));
  });
});

describe('the pages, at every width and in both themes', () => {
  it('U01 connections can be read at the width of a phone: no word is broken, nothing is cut off', async () => {
    for (const width of WIDTHS_PX) {
      await admin.setViewportSize({ width, height: 800 });
      await admin.goto(PAGES.connections());
      const owner = admin.getByText('admin@demo.test', { exact: true }).last();
      await owner.waitFor();
      const text = await owner.boundingBox();
      expect({ width, isOneLine: text !== null && text.height < 30 }).toEqual({
        width,
        isOneLine: true,
      });
      const overflowPx = await admin.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth
      );
      expect({ width, overflowPx: Math.max(0, overflowPx) }).toEqual({ width, overflowPx: 0 });
      for (const name of [/^Refresh the token of admin@demo/, /^Disconnect admin@demo/]) {
        const button = await admin.getByRole('button', { name }).boundingBox();
        expect(button && button.x >= 0 && button.x + button.width <= width).toBe(true);
      }
    }
    await admin.setViewportSize({ width: 1280, height: 900 });
  });

  it.each(THEMES)('U02 axe finds no violation, with the %s theme', async (theme) => {
    await setTheme(admin, theme);
    for (const address of [...Object.values(PAGES), () => `${appsPage()}/create`]) {
      await admin.goto(address());
      await admin.getByRole('heading', { level: 1 }).waitFor();
      expect(await axeViolations(admin)).toEqual([]);
    }
  });
});
