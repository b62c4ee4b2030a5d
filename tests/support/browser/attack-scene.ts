import { randomUUID } from 'node:crypto';

import type { Browser, BrowserContext, Page } from 'playwright-core';

import type {
  AppDetails,
  AppInput,
  Connect,
  ConnectionSummary,
} from '../../../server/src/contracts';
import { launchBrowser, newContext, signIn } from './browser';
import { consentPageOf } from '../strapi/consent-page';
import { startPlayground, type Playground } from './playground';

const PASSWORD = 'Demo-1234';

export const visible = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** At Demo Mail: signs in if necessary, then allows. */
export const allowAs = async (tab: Page, name: 'Jane' | 'John') => {
  const signInButton = tab.getByRole('button', { name: `Continue as ${name}` });
  const allow = tab.getByRole('button', { name: 'Allow', exact: true });
  await signInButton.or(allow).first().waitFor();
  if (await signInButton.isVisible()) await signInButton.click();
  await allow.click();
};

/** Somebody with a browser and an account in the panel. */
export interface Person {
  email: string;
  token: string;
  context: BrowserContext;
}

/** Two people in two browsers, at the playground with the real Demo Mail. */
export class AttackScene {
  private constructor(
    readonly playground: Playground,
    readonly browser: Browser,
    readonly attacker: Person,
    readonly victim: Person
  ) {}

  static async open(): Promise<AttackScene> {
    const [playground, browser] = await Promise.all([
      startPlayground({ keepsLog: true }),
      launchBrowser(),
    ]);
    const person = (email: string) => AttackScene.#person(playground, browser, email);
    const attacker = await person('editor@demo.test');
    const victim = await person('admin@demo.test');
    return new AttackScene(playground, browser, attacker, victim);
  }

  static async #person(playground: Playground, browser: Browser, email: string): Promise<Person> {
    const context = await newContext(browser);
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await signIn(page, playground.panelUrl, email);
    await page.close();
    const { origin } = new URL(playground.panelUrl);
    const response = await fetch(`${origin}/admin/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const { data } = (await response.json()) as { data: { token: string } };
    return { email, token: data.token, context };
  }

  /**
   * Another super admin, in a signed-in browser. Strapi allows each admin five form sign-ins in
   * five minutes, and this one has none yet.
   */
  async newcomer(): Promise<Person> {
    const email = `newcomer-${randomUUID()}@demo.test`;
    const admin = async <Data>(path: string, body?: object): Promise<Data> => {
      const response = await fetch(`${this.origin}/admin/${path}`, {
        method: body ? 'POST' : 'GET',
        headers: {
          authorization: `Bearer ${this.victim.token}`,
          'content-type': 'application/json',
        },
        body: body && JSON.stringify(body),
      });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return ((await response.json()) as { data: Data }).data;
    };
    const roles = await admin<{ id: number; code: string }[]>('roles');
    const superAdmin = roles.find(({ code }) => code === 'strapi-super-admin');
    const person = { firstname: 'New', email, roles: [superAdmin?.id] };
    const { registrationToken } = await admin<{ registrationToken: string }>('users', person);
    const userInfo = { firstname: 'New', password: PASSWORD };
    const { token } = await admin<{ token: string }>('register', { registrationToken, userInfo });

    const context = await newContext(this.browser);
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    await page.goto(`${this.origin}/robots.txt`);
    await page.evaluate((jwt) => {
      localStorage.setItem('jwtToken', JSON.stringify(jwt));
      localStorage.setItem('isLoggedIn', 'true');
    }, token);
    await page.close();
    return { email, token, context };
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.playground.stop();
  }

  get origin(): string {
    return new URL(this.playground.panelUrl).origin;
  }

  get completionPage(): string {
    return `${this.playground.panelUrl}/plugins/connected-apps/complete`;
  }

  async api<Data>(who: Person, method: string, path: string, body?: object): Promise<Data> {
    const response = await fetch(`${this.origin}/connected-apps${path}`, {
      method,
      headers: { authorization: `Bearer ${who.token}`, 'content-type': 'application/json' },
      body: body && JSON.stringify(body),
    });
    const answer = (await response.json()) as { data: Data };
    if (!response.ok) throw new Error(`${response.status} ${JSON.stringify(answer)}`);
    return answer.data;
  }

  /** Edits the app as it is stored now. */
  async updateApp(key: string, changes: Partial<AppInput>): Promise<void> {
    const { configVersion } = await this.api<AppDetails>(this.victim, 'GET', `/apps/${key}`);
    await this.api(this.victim, 'PUT', `/apps/${key}`, { data: { ...changes, configVersion } });
  }

  /** An app, registered at Demo Mail. */
  async createApp(name: string, authorizationParams: AppDetails['authorizationParams'] = []) {
    const { providerUrl } = this.playground;
    const app = await this.api<AppDetails>(this.victim, 'POST', '/apps', {
      data: {
        name,
        issuer: providerUrl,
        authorizationEndpoint: `${providerUrl}/auth`,
        tokenEndpoint: `${providerUrl}/token`,
        revocationEndpoint: `${providerUrl}/token/revocation`,
        jwksUri: `${providerUrl}/jwks`,
        scopes: ['openid', 'email', 'mail.read'],
        authorizationParams,
      },
    });
    const consolePage = await this.victim.context.newPage();
    await consolePage.goto(`${providerUrl}/console`);
    const form = consolePage.locator('section[aria-labelledby="create"]');
    await form.getByLabel('Name').fill(name);
    await form.getByLabel(/Redirect URI/).fill(app.redirectUri);
    await form.getByRole('button', { name: 'Create client' }).click();
    const client = consolePage.getByRole('region', { name });
    const [clientId, clientSecret] = await client.locator('dd').allInnerTexts();
    await consolePage.close();
    await this.api(this.victim, 'PUT', `/apps/${app.key}`, {
      data: { clientId, clientSecret, configVersion: app.configVersion },
    });
    return app.key;
  }

  /** The address of the consent page that `who` gets from "Connect". */
  async start(who: Person, app: string, options: object = {}): Promise<string> {
    return consentPageOf(
      await this.api<Connect.Response['data']>(who, 'POST', `/apps/${app}/connect`, options)
    );
  }

  /** Consents in the browser of `who`; intercepts the response before it reaches the callback. */
  async answer(who: Person, link: string, account: 'Jane' | 'John'): Promise<string> {
    const page = await who.context.newPage();
    // `page.route` does not see redirected requests.
    const session = await who.context.newCDPSession(page);
    const urlPattern = '*/api/connected-apps/callback/*';
    await session.send('Fetch.enable', { patterns: [{ urlPattern }] });
    const caught = new Promise<string>((resolve) => {
      session.on('Fetch.requestPaused', ({ request }) => resolve(request.url));
    });
    // The request never continues, so the steps before it may never end. Demo Mail asks only once.
    const consent = page.goto(link).then(() => allowAs(page, account));
    consent.catch(() => undefined);
    const answer = await caught;
    await page.close();
    return answer;
  }

  /** The ticket for a response, obtained without a browser. */
  async ticketOf(answer: string): Promise<string> {
    const response = await fetch(answer, { redirect: 'manual' });
    const { hash } = new URL(response.headers.get('location') ?? '');
    const ticket = new URLSearchParams(hash.slice(1)).get('ticket');
    if (!ticket) throw new Error(`no ticket in ${hash}`);
    return ticket;
  }

  /** Opens an address in a new tab of somebody's browser. */
  async visit(who: Person, address: string): Promise<Page> {
    const page = await who.context.newPage();
    // A blocked or broken page is also an outcome.
    await page.goto(address).catch(() => undefined);
    return page;
  }

  /** Who is connected to which account: `editor@demo.test: jane@demo.test`. */
  async connections(): Promise<string[]> {
    const list = await this.api<ConnectionSummary[]>(
      this.victim,
      'GET',
      '/connections?pageSize=100'
    );
    return list.map(({ owner, accountLabel }) => `${owner.label}: ${accountLabel}`).sort();
  }

  async disconnectAll(): Promise<void> {
    const list = await this.api<ConnectionSummary[]>(
      this.victim,
      'GET',
      '/connections?pageSize=100'
    );
    for (const { uid } of list) await this.api(this.victim, 'DELETE', `/connections/${uid}`);
  }
}
