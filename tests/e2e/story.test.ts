import type { Browser, BrowserContext, Page } from 'playwright-core';

import { launchBrowser, newContext, screenshot, signIn } from '../support/browser/browser';
import { decideAtProvider, openConsent, openNewApp, visible } from '../support/browser/panel-steps';
import { startPlayground, type Playground } from '../support/browser/playground';

jest.setTimeout(300_000);

const TOKEN_LIFE_SECONDS = 6;

let playground: Playground;
let browser: Browser;
let adminContext: BrowserContext;
let editorContext: BrowserContext;
let admin: Page;
let editor: Page;

const appsPage = () => `${playground.panelUrl}/plugins/connected-apps`;

beforeAll(async () => {
  browser = await launchBrowser();
  playground = await startPlayground({ accessTokenTtlSeconds: TOKEN_LIFE_SECONDS });
  adminContext = await newContext(browser);
  editorContext = await newContext(browser);
  for (const context of [adminContext, editorContext]) context.setDefaultTimeout(60_000);
  admin = await adminContext.newPage();
  editor = await editorContext.newPage();
});

afterAll(async () => {
  await browser?.close();
  await playground?.stop();
});

afterEach(async () => {
  const { currentTestName = 'step' } = expect.getState();
  await screenshot(admin, `after ${currentTestName} admin`);
  await screenshot(editor, `after ${currentTestName} editor`);
});

describe('the story, in the panel', () => {
  it('1: an admin creates an app from the discovery URL', async () => {
    await signIn(admin, playground.panelUrl, 'admin@demo.test');
    await admin.goto(appsPage());
    await screenshot(admin, 'list empty');
    await openNewApp(admin);
    await admin.getByLabel('Name', { exact: false }).first().fill('Demo Mail');
    await admin
      .getByLabel(/Discovery URL/)
      .fill(`${playground.providerUrl}/.well-known/openid-configuration`);
    await admin.getByRole('button', { name: 'Get OpenID Configuration' }).click();
    await visible(admin, /fields filled in from the OpenID configuration/);
    await screenshot(admin, 'create discovered');
    const endpoint = (label: RegExp) => admin.getByLabel(label).inputValue();
    expect(await endpoint(/^Authorization endpoint/)).toBe(`${playground.providerUrl}/auth`);
    expect(await endpoint(/^Token endpoint/)).toBe(`${playground.providerUrl}/token`);
    expect(await endpoint(/^Revocation endpoint/)).toBe(
      `${playground.providerUrl}/token/revocation`
    );
    expect(await endpoint(/^Userinfo endpoint/)).toBe(`${playground.providerUrl}/me`);
    expect(await endpoint(/^Introspection endpoint/)).toBe(
      `${playground.providerUrl}/token/introspection`
    );
  });

  it('1: a discovery URL that leads nowhere says so at its field, and changes nothing', async () => {
    const field = admin.getByLabel(/Discovery URL/);
    await field.fill(`${playground.providerUrl}/nowhere/.well-known/openid-configuration`);
    await admin.getByRole('button', { name: 'Get OpenID Configuration' }).click();
    await admin.locator('[aria-invalid="true"]').first().waitFor();
    await screenshot(admin, 'create discovery error');
    expect(await admin.getByLabel(/^Token endpoint/).inputValue()).toBe(
      `${playground.providerUrl}/token`
    );
    await field.fill(`${playground.providerUrl}/.well-known/openid-configuration`);
  });

  it('2: after saving, the Redirect URI can be copied', async () => {
    await admin.getByRole('button', { name: 'Save' }).click();
    const redirectUri = admin.getByLabel('Redirect URI', { exact: true });
    await redirectUri.waitFor();
    const origin = new URL(playground.panelUrl).origin;
    expect(await redirectUri.inputValue()).toBe(`${origin}/api/connected-apps/callback/demo-mail`);
    expect(
      await admin.getByLabel('Authorized JavaScript origin', { exact: true }).inputValue()
    ).toBe(origin);
    await admin.getByRole('button', { name: 'Copy the Redirect URI' }).click();
    const copied = await admin.evaluate(() => navigator.clipboard.readText());
    expect(copied).toBe(`${origin}/api/connected-apps/callback/demo-mail`);
    await screenshot(admin, 'edit saved');
  });

  it('3: the client of the developer console goes into the form; the secret is never shown again', async () => {
    const redirectUri = await admin.getByLabel('Redirect URI', { exact: true }).inputValue();
    const consolePage = await adminContext.newPage();
    await consolePage.goto(`${playground.providerUrl}/console`);
    const createForm = consolePage.locator('section[aria-labelledby="create"]');
    await createForm.getByLabel('Name').fill('My Strapi');
    await createForm.getByLabel(/Redirect URI/).fill(redirectUri);
    await createForm.getByRole('button', { name: 'Create client' }).click();
    const client = consolePage.getByRole('region', { name: 'My Strapi' });
    await client.waitFor();
    await screenshot(consolePage, 'console');
    const values = await client.locator('dd').allInnerTexts();
    const [clientId, clientSecret] = values;
    await consolePage.close();

    await admin.getByLabel(/^Client ID/).fill(clientId ?? '');
    await admin.getByLabel(/^Client secret/).fill(clientSecret ?? '');
    const scopes = admin.getByLabel(/^Scopes/);
    await scopes.fill('openid email offline_access mail.read');
    await scopes.press('Enter');
    await admin
      .getByRole('button', { name: /Add a parameter: Extra authorization parameters/ })
      .click();
    await admin
      .getByLabel(/Extra authorization parameters: name of parameter 1/)
      .fill('access_type');
    await admin.getByLabel(/Extra authorization parameters: value of parameter 1/).fill('offline');
    const apiOrigins = admin.getByLabel(/^API origins/);
    await apiOrigins.fill(playground.providerUrl);
    await apiOrigins.press('Enter');
    await screenshot(admin, 'edit filled');
    await admin.getByRole('button', { name: 'Save' }).click();
    await visible(admin, 'Let tokens go to a new address?');
    await screenshot(admin, 'edit confirmed');
    await admin.getByRole('button', { name: 'Save and allow' }).click();
    await visible(admin, 'Saved.');
    await admin.getByPlaceholder('A secret is set').waitFor();
    expect(await admin.getByLabel(/^Client secret/).inputValue()).toBe('');
  });

  it('3: a parameter that the protocol sets is refused at its field', async () => {
    await admin
      .getByRole('button', { name: /Add a parameter: Extra authorization parameters/ })
      .click();
    await admin.getByLabel(/Extra authorization parameters: name of parameter 2/).fill('state');
    await admin.getByRole('button', { name: 'Save' }).click();
    await visible(admin, /“state” is set by the protocol itself/);
    await admin
      .getByRole('button', { name: 'Extra authorization parameters: remove parameter 2' })
      .click();
  });

  it('4: refusing consent ends in a message that says so', async () => {
    await admin.goto(appsPage());
    const tab = await openConsent(admin, /^Connect to Demo Mail$/);
    await decideAtProvider(tab, 'Jane', 'Deny');
    await visible(tab, 'You did not give consent');
    await screenshot(tab, 'refused');
    expect(new URL(tab.url()).hash).toBe('');
    await tab.close();
  });

  it('4: consenting connects, and the first tab shows it without a reload', async () => {
    await admin.getByRole('link', { name: /Configure Demo Mail/ }).click();
    const tab = await openConsent(admin, /^Connect to Demo Mail$/);
    await decideAtProvider(tab, 'Jane', 'Allow');
    await visible(tab, 'Connected as jane@demo.test');
    await screenshot(tab, 'completed');
    expect(new URL(tab.url()).hash).toBe('');
    await visible(admin, /jane@demo\.test/);
    await screenshot(admin, 'edit connected');
    await tab.reload();
    await visible(tab, 'You are connected as jane@demo.test');
    await tab.goBack();
    expect(tab.url()).not.toContain('ticket');
    await tab.close();
  });

  it('5: an editor connects an own account, and sees nothing of the admin', async () => {
    await signIn(editor, playground.panelUrl, 'editor@demo.test');
    await editor.goto(appsPage());
    await visible(editor, 'Demo Mail');
    expect(await editor.getByText('jane@demo.test').count()).toBe(0);
    expect(await editor.getByRole('link', { name: /Create new app|Configure/ }).count()).toBe(0);
    const tab = await openConsent(editor, /^Connect to Demo Mail$/);
    await decideAtProvider(tab, 'John', 'Allow');
    await visible(tab, 'Connected as john@demo.test');
    await tab.close();
    await visible(editor, /john@demo\.test/);
    await screenshot(editor, 'list editor');
  });

  it('6: another plugin reads the mail, past the life of several tokens', async () => {
    await admin.goto(`${playground.panelUrl}/plugins/inbox`);
    await visible(admin, 'Mails of jane@demo.test');
    const refreshes = admin
      .locator('dt', { hasText: 'Refreshes' })
      .locator('xpath=following-sibling::dd');
    const count = async () => Number(await refreshes.innerText());
    const before = await count();
    for (let i = 0; i < 3; i += 1) {
      await admin.waitForTimeout((TOKEN_LIFE_SECONDS + 1) * 1_000);
      await admin.getByRole('button', { name: 'Refresh list' }).click();
    }
    await visible(admin, 'Proofs are ready');
    const isShown = async () => (await count()) >= before + 3;
    for (let tries = 0; tries < 100 && !(await isShown()); tries += 1) {
      await admin.waitForTimeout(200);
    }
    expect(await count()).toBeGreaterThanOrEqual(before + 3);
    await screenshot(admin, 'inbox');
  });

  it('6: a grant withdrawn at the provider shows in the panel, with the reason', async () => {
    const account = await adminContext.newPage();
    await account.goto(`${playground.providerUrl}/account`);
    const withdraw = account.getByRole('button', { name: 'Withdraw access of My Strapi' });
    await withdraw.click();
    await withdraw.waitFor({ state: 'detached' });
    await account.close();
    await admin.waitForTimeout((TOKEN_LIFE_SECONDS + 1) * 1_000);
    await admin.getByRole('button', { name: 'Refresh list' }).click();
    await visible(admin, /Your connection to Demo Mail has ended/);
    await admin.goto(appsPage());
    await visible(admin, /needs reconnect/);
    await screenshot(admin, 'list needs reconnect');
    const tab = await openConsent(admin, /^Reconnect Demo Mail$/);
    await decideAtProvider(tab, 'Jane', 'Allow');
    await visible(tab, 'Connected as jane@demo.test');
    await tab.close();
    await visible(admin, /Connected as jane@demo\.test/);
  });

  it('7: disconnecting asks first, then revokes and deletes', async () => {
    await editor.getByRole('button', { name: 'Disconnect Demo Mail' }).click();
    await screenshot(editor, 'disconnect dialog');
    await editor.getByRole('alertdialog').getByRole('button', { name: 'Confirm' }).click();
    await visible(editor, /disconnected\. The access is revoked at the provider/);
    await visible(editor, 'Not connected');
  });
});
