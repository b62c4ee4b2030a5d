import type { AuditEntry } from '../../server/src/services/runtime/audit';
import { printedRecords, watchLog } from '../support/strapi/audit-log';
import { House } from '../support/strapi/house';
import { consent } from '../support/strapi/http-browser';

let house: House;
let log = '';
/** What the plugin has recorded. */
let recorded: unknown[] = [];

beforeAll(async () => {
  house = await House.open();
  watchLog(house.strapi, (line, { audit }) => {
    log += `${line}\n`;
    if (audit) recorded.push(audit);
  });
  await house.createApp({ name: 'Demo Mail' });
}, 120_000);

afterAll(() => house?.close());

beforeEach(() => {
  log = '';
  recorded = [];
});

const FORGED: AuditEntry = {
  action: 'app.delete',
  outcome: 'success',
  actor: { type: 'admin-user', id: 'victim', email: 'victim@fixture.test' },
  app: 'demo-mail',
};
const RECORD = `connected-apps audit ${JSON.stringify(FORGED)}`;
const COLORED = '[2026-01-01 10:00:00.000] \u001b[32minfo\u001b[39m: ';

/** Whole lines of a log, behind whatever could begin a new line. */
const FORGERIES = [
  '',
  ...['\n', '\r\n', '\r', '\u0085', '\u2028', '%0A'].flatMap((lineBreak) => [
    lineBreak,
    `${lineBreak}[2026-01-01 10:00:00.000] info: `,
    `${lineBreak}${COLORED}`,
    `x${lineBreak}${COLORED}`,
  ]),
  '\u001b[2K\u001b[1G',
].map((before) => before + RECORD);

const refusedWith = async (description: string): Promise<void> => {
  const callback = await consent(await house.authorizationUrl(house.editor, 'demo-mail'), {
    decision: 'deny',
  });
  callback.searchParams.set('error_description', description);
  const { fragment } = await house.visitCallback(callback);
  expect(fragment.get('error')).toBe('access_denied');
};

describe('the documented command, on a log with a forged record in an outside text', () => {
  it('S09 prints no record that an editor sends to the callback', async () => {
    for (const forgery of FORGERIES) await refusedWith(forgery);
    expect(log).toContain(RECORD);
    expect(log.split('\n').filter((line) => line.includes('ended: '))).toHaveLength(
      FORGERIES.length
    );
    expect(printedRecords(log)).toEqual([]);
  });

  it('S09 prints no record that a provider sends', async () => {
    for (const forgery of FORGERIES) {
      const ticket = await house.ticket(house.editor, 'demo-mail');
      const body = JSON.stringify({ error: 'invalid_request', error_description: forgery });
      const headers = { 'content-type': 'application/json' };
      await house.provider.setFault('/token', { status: 400, headers, body });
      expect((await house.complete(house.editor, ticket)).status).not.toBe(200);
      await house.provider.setFault('/token', null);
    }
    expect(log).toContain(RECORD);
    expect(printedRecords(log)).toEqual([]);
  });

  it('S09 prints no record in an address', async () => {
    for (const forgery of FORGERIES) {
      const text = encodeURIComponent(forgery);
      for (const path of ['', 'api/connected-apps/callback/', 'connected-apps/connections/']) {
        await fetch(`${house.booted.url}/${path}${text}`, { redirect: 'manual' });
      }
    }
    expect(printedRecords(log)).toEqual([]);
  });

  it('S09 prints every record of the plugin', async () => {
    await refusedWith(FORGERIES[5] ?? '');
    await house.api(house.admin, 'put', '/apps/demo-mail', { data: { enabled: false } });
    await house.api(house.admin, 'put', '/apps/demo-mail', { data: { enabled: true } });
    const { uid } = await house.connect(house.editor, 'demo-mail');
    await house.api(house.editor, 'delete', `/connections/${uid}`);
    expect(recorded).toHaveLength(4);
    expect(printedRecords(log)).toEqual(recorded);
  });
});
