import type { BrowserContext, Page } from 'playwright-core';

import { allowAs, AttackScene, visible, type Person } from '../support/browser/attack-scene';

jest.setTimeout(300_000);

const CONNECTED = 'Connected as john@demo.test';

let scene: AttackScene;
let app: string;
let person: Person;
let context: BrowserContext;

beforeAll(async () => {
  scene = await AttackScene.open();
  app = await scene.createApp('Demo Mail');
});

afterAll(() => scene?.close());

beforeEach(async () => {
  person = await scene.newcomer();
  ({ context } = person);
});

afterEach(async () => {
  await context.close();
  await scene.disconnectAll();
});

/** Signed in at the panel, and at the provider's consent page. */
const atConsent = async (): Promise<Page> => {
  const page = await context.newPage();
  await page.goto(await scene.start(person, app));
  return page;
};

const connection = () => `${person.email}: john@demo.test`;

/** On the sign-in page that Strapi shows. */
const signInHere = async (page: Page, email: string) => {
  await page.waitForURL(/\/auth\/login/);
  await page.getByLabel(/email/i).fill(email);
  await page.getByLabel(/^password/i).fill('Demo-1234');
  await page.getByRole('button', { name: /login/i }).click();
};

/** On a page of Strapi that is not the panel. */
const inStorage = async (change: () => void) => {
  const page = await context.newPage();
  await page.goto(`${scene.origin}/robots.txt`);
  await page.evaluate(change);
  await page.close();
};

/** Keeps those of Demo Mail, which is on the same host. */
const clearPanelCookies = () => context.clearCookies({ name: /strapi|jwt/i });

/** As if the browser had forgotten this person. */
const forgetSession = async () => {
  await clearPanelCookies();
  await inStorage(() => localStorage.clear());
};

/** The browser keeps a token that the server no longer accepts, and has nothing to renew it with. */
const endSessionAtServer = async () => {
  await clearPanelCookies();
  await inStorage(() => {
    localStorage.setItem('jwtToken', JSON.stringify('of-a-session-that-is-over'));
    localStorage.setItem('isLoggedIn', 'true');
  });
};

const ends: [string, () => Promise<void>][] = [
  ['in the browser', forgetSession],
  ['at the server', endSessionAtServer],
];

describe('a panel session that ends while the consent page is open', () => {
  it.each(ends)('T07 %s: after signing in again the flow completes', async (_where, end) => {
    const page = await atConsent();
    await end();
    await allowAs(page, 'John');
    await signInHere(page, person.email);
    await visible(page, CONNECTED);
    expect(new URL(page.url()).pathname).toBe(new URL(scene.completionPage).pathname);
    expect(await scene.connections()).toEqual([connection()]);
  });

  it('T07 survives a reload of the sign-in page, and leaves no ticket in the tab', async () => {
    const page = await atConsent();
    await endSessionAtServer();
    await allowAs(page, 'John');
    await page.waitForURL(/\/auth\/login/);
    await page.reload();
    await signInHere(page, person.email);
    await visible(page, CONNECTED);
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
    expect(kept).not.toMatch(/"ticket"/);
    expect(await scene.connections()).toEqual([connection()]);
  });

  it('T07 says why the flow can no longer be completed', async () => {
    const page = await atConsent();
    await endSessionAtServer();
    await allowAs(page, 'John');
    await page.waitForURL(/\/auth\/login/);
    await scene.updateApp(app, { enabled: false });
    await signInHere(page, person.email);
    await visible(page, 'This app is switched off');
    await scene.updateApp(app, { enabled: true });
    expect(await scene.connections()).toEqual([]);
  });

  it('T07 connects nobody when somebody else signs in instead', async () => {
    const page = await atConsent();
    await endSessionAtServer();
    await allowAs(page, 'John');
    await signInHere(page, scene.attacker.email);
    await visible(page, 'This belongs to somebody else');
    expect(await scene.connections()).toEqual([]);
  });

  it('T07 leads nowhere at a sign-in after the flow is over', async () => {
    const page = await atConsent();
    await allowAs(page, 'John');
    await visible(page, CONNECTED);
    await endSessionAtServer();
    await page.goto(scene.playground.panelUrl);
    await signInHere(page, person.email);
    await page
      .getByRole('heading', { name: /hello|welcome/i })
      .first()
      .waitFor();
    expect(page.url()).not.toContain('connected-apps');
  });
});

describe('the completion page, reloaded after success', () => {
  it('U03 names the connected account, as often as it is asked', async () => {
    const page = await atConsent();
    await allowAs(page, 'John');
    await visible(page, CONNECTED);
    for (let i = 0; i < 2; i += 1) {
      await page.reload();
      await visible(page, 'You are connected as john@demo.test');
    }
    await scene.disconnectAll();
    await page.reload();
    await visible(page, 'This attempt is over');
    expect(await page.getByText('Nothing was connected').count()).toBe(0);
  });
});
