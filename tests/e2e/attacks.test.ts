import { signIn } from '../support/browser/browser';
import { AttackScene, visible } from '../support/browser/attack-scene';
import { startHttpServer, type HttpServer } from '../support/network/http-server';

jest.setTimeout(300_000);

const SOMEBODY_ELSE = 'This belongs to somebody else';
const NO_REQUEST = 'This response belongs to no request';
const KNOWN = 'You are connected as john@demo.test';

let scene: AttackScene;
let app: string;

beforeAll(async () => {
  scene = await AttackScene.open();
  app = await scene.createApp('Demo Mail');
});

afterAll(() => scene?.close());

afterEach(async () => {
  await scene.disconnectAll();
  for (const { context } of [scene.attacker, scene.victim]) {
    for (const page of context.pages()) await page.close();
  }
});

describe('an authorization link of an attacker', () => {
  it('opened by a victim who consents connects nobody', async () => {
    const page = await scene.visit(scene.victim, await scene.start(scene.attacker, app));
    await page.getByRole('button', { name: 'Continue as John' }).click();
    await page.getByRole('button', { name: 'Allow', exact: true }).click();
    await visible(page, SOMEBODY_ELSE);
    expect(new URL(page.url()).hash).toBe('');
    expect(await scene.connections()).toEqual([]);
  });

  it('is not completed by the attacker, who opens the callback with the state he knows', async () => {
    const link = await scene.start(scene.attacker, app);
    const answer = await scene.answer(scene.victim, link, 'John');
    const page = await scene.visit(scene.victim, answer);
    await visible(page, SOMEBODY_ELSE);
    const state = new URL(link).searchParams.get('state');
    const forged = new URL(answer);
    forged.search = new URLSearchParams({ state: state ?? '', code: 'guessed' }).toString();
    for (const address of [forged.href, answer]) {
      await visible(await scene.visit(scene.attacker, address), NO_REQUEST);
    }
    expect(await scene.connections()).toEqual([]);
  });
});

describe('a response', () => {
  const victimsResponse = async () =>
    scene.answer(scene.victim, await scene.start(scene.victim, app), 'John');

  it("of a victim, opened in the attacker's browser first, connects neither", async () => {
    const answer = await victimsResponse();
    await visible(await scene.visit(scene.attacker, answer), SOMEBODY_ELSE);
    await visible(await scene.visit(scene.victim, answer), NO_REQUEST);
    expect(await scene.connections()).toEqual([]);
  });

  it('replayed after the completion changes nothing, whoever opens it', async () => {
    const answer = await victimsResponse();
    await visible(await scene.visit(scene.victim, answer), 'Connected as john@demo.test');
    await visible(await scene.visit(scene.attacker, answer), NO_REQUEST);
    await visible(await scene.visit(scene.victim, answer), KNOWN);
    expect(await scene.connections()).toEqual(['admin@demo.test: john@demo.test']);
  });

  it('opened in two tabs at a time connects once; reload and back do nothing more', async () => {
    const answer = await victimsResponse();
    const spent: number[] = [];
    scene.victim.context.on('response', (response) => {
      const isCompletion = response.url().endsWith('/connected-apps/complete');
      if (isCompletion && response.request().method() === 'POST') spent.push(response.status());
    });
    const tabs = await Promise.all([
      scene.visit(scene.victim, answer),
      scene.visit(scene.victim, answer),
    ]);
    for (const tab of tabs) await visible(tab, /onnected as john@demo\.test/);
    expect(spent.filter((status) => status === 200)).toHaveLength(1);
    for (const tab of tabs) {
      await tab.reload();
      await visible(tab, KNOWN);
      await tab.goto('about:blank');
      await tab.goBack();
      expect(tab.url()).not.toMatch(/ticket|code=/);
    }
    expect(spent.filter((status) => status === 200)).toHaveLength(1);
    expect(await scene.connections()).toEqual(['admin@demo.test: john@demo.test']);
  });

  it('that comes after another user has signed in in the same browser connects neither', async () => {
    const answer = await victimsResponse();
    const context = await scene.browser.newContext();
    const shared = { ...scene.victim, context };
    const page = await context.newPage();
    // The same computer: first nobody, who is asked to sign in and then is somebody else.
    await page.goto(answer);
    await page.getByLabel(/email/i).fill(scene.attacker.email);
    await page.getByLabel(/^password/i).fill('Demo-1234');
    await page.getByRole('button', { name: /login/i }).click();
    await visible(page, SOMEBODY_ELSE);
    await visible(await scene.visit(shared, answer), NO_REQUEST);
    expect(await scene.connections()).toEqual([]);
    await context.close();
  });

  it('of a user who signs out and in again in mid-flow still connects that user', async () => {
    const answer = await victimsResponse();
    const context = await scene.browser.newContext();
    const page = await context.newPage();
    await signIn(page, scene.playground.panelUrl, scene.victim.email);
    await page.goto(answer);
    await visible(page, 'Connected as john@demo.test');
    expect(await scene.connections()).toEqual(['admin@demo.test: john@demo.test']);
    await context.close();
  });
});

describe('a ticket', () => {
  it('planted in the fragment of the callback is not inherited by the completion page', async () => {
    const planted = await scene.ticketOf(
      await scene.answer(scene.attacker, await scene.start(scene.attacker, app), 'Jane')
    );
    const answer = await scene.answer(scene.victim, await scene.start(scene.victim, app), 'John');
    const posted: string[] = [];
    scene.victim.context.on('request', (request) => posted.push(request.postData() ?? ''));
    await visible(
      await scene.visit(scene.victim, `${answer}#ticket=${planted}`),
      'Connected as john@demo.test'
    );
    const refused = `${scene.origin}/api/connected-apps/callback/${app}?state=x#ticket=${planted}`;
    await visible(await scene.visit(scene.victim, refused), NO_REQUEST);
    expect(posted.join()).not.toContain(planted);
    expect(await scene.connections()).toEqual(['admin@demo.test: john@demo.test']);
  });

  it('planted in a link to the completion page is refused, and is worth nothing any more', async () => {
    const planted = await scene.ticketOf(
      await scene.answer(scene.attacker, await scene.start(scene.attacker, app), 'Jane')
    );
    const link = `${scene.completionPage}#ticket=${planted}`;
    await visible(await scene.visit(scene.victim, link), SOMEBODY_ELSE);
    await visible(await scene.visit(scene.attacker, link), NO_REQUEST);
    expect(await scene.connections()).toEqual([]);
  });

  it('stolen before the page posts it is of no use in another session', async () => {
    const answer = await scene.answer(scene.victim, await scene.start(scene.victim, app), 'John');
    const page = await scene.victim.context.newPage();
    let stolen = '';
    await page.route('**/connected-apps/complete', async (route) => {
      stolen = (route.request().postDataJSON() as { ticket: string }).ticket;
      await route.abort();
    });
    await page.goto(answer);
    await visible(page, 'Strapi does not respond');
    expect(stolen).toMatch(/^[\w-]{43}$/);
    const link = `${scene.completionPage}#ticket=${stolen}`;
    await visible(await scene.visit(scene.attacker, link), SOMEBODY_ELSE);
    expect(await scene.connections()).toEqual([]);
  });
});

describe('a frame on another site', () => {
  let site: HttpServer;
  let framed = '';

  beforeAll(async () => {
    site = await startHttpServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      response.end(`<!doctype html><title>evil</title><iframe src="${framed}"></iframe>`);
    });
  });

  afterAll(() => site?.close());

  const frameShows = async (address: string) => {
    framed = address.replaceAll('&', '&amp;');
    const page = await scene.victim.context.newPage();
    const posts: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(request.url());
    });
    await page.goto(site.origin, { waitUntil: 'load' });
    const [, frame] = page.frames();
    await frame?.waitForLoadState();
    return { url: frame?.url() ?? '', text: await frame?.innerText('body'), posts };
  };

  it('shows neither the callback nor the completion page, and completes nothing', async () => {
    const answer = async () =>
      scene.answer(scene.victim, await scene.start(scene.victim, app), 'John');
    const ticket = await scene.ticketOf(await answer());
    const addresses = [
      await answer(),
      `${scene.completionPage}#ticket=${ticket}`,
      `${scene.origin}/api/connected-apps/callback/${app}?state=x`,
    ];
    for (const address of addresses) {
      const { url, text, posts } = await frameShows(address);
      expect(url).toMatch(/^chrome-error:/);
      expect(text).not.toMatch(/connected|demo mail/i);
      expect(posts).toEqual([]);
    }
    expect(await scene.connections()).toEqual([]);
  });
});
