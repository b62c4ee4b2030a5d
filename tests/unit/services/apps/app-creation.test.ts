import { SYSTEM_EDITOR } from '../../../../server/src/services/apps/app-edit';
import { createApps } from '../../../../server/src/services/apps/apps';
import type { AuditEntry } from '../../../../server/src/services/runtime/audit';
import type { AppFields } from '../../../../server/src/store/apps';
import { appRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';
import { appInput } from '../../../support/strapi/app-fields';

type AppParts = Parameters<typeof createApps>[0];

const MAIL = appRow();

/** The part with what a creation needs, and one app, called "Mail". */
const setUp = () => {
  const rows = new Map([[MAIL.key, MAIL]]);
  const audited: AuditEntry[] = [];
  const isNameTaken = async (name: string) => [...rows.values()].some((row) => row.name === name);
  const find = jest.fn(async (key: string) => rows.get(key) ?? null);
  /** What happens just before the write. */
  const meanwhile = jest.fn(() => undefined);
  const create = async (fields: AppFields) => {
    meanwhile();
    if (await isNameTaken(fields.name)) throw new Error('UNIQUE constraint failed');
    const created = appRow(fields);
    rows.set(created.key, created);
    return created;
  };
  const parts = {
    store: { apps: { find, isNameTaken, create } },
    addresses: {
      redirectUri: (key: string) => `https://cms.example.com/callback/${key}`,
      javascriptOrigin: () => 'https://cms.example.com',
    },
    providerClients: { formRules: { assertUrlAllowed: (url: string) => new URL(url) } },
    appKeys: { first: async () => undefined, shown: () => null },
    audit: { record: (entry: AuditEntry) => void audited.push(entry) },
  };
  const apps = createApps(parts as unknown as AppParts);
  return { apps, rows, audited, find, meanwhile };
};

const refusedAt = (field: string) => ({ details: { errors: [{ path: [field] }] } });

describe('a new app', () => {
  it.each([
    ['accents and signs', 'Büro: E-Mail (neu)', 'buro-e-mail-neu'],
    ['a name that is cut at a space', `${'a'.repeat(63)} b`, 'a'.repeat(63)],
  ])('has a key that fits an address, from %s', async (_what, name, key) => {
    const { apps, audited } = setUp();
    await expect(apps.create(appInput({ name }))).resolves.toMatchObject({ key });
    expect(only(audited)).toMatchObject({ action: 'app.create', app: key });
  });

  it.each([
    ['name', { name: 'Mail' }],
    ['key', { name: 'Another', key: 'mail' }],
    ['key', { name: '日本語' }],
    ['issuer', { name: 'Another', tokenEndpoint: 'https://example.com/t', scopes: ['openid'] }],
  ])('is refused with a message at the field %s: %j', async (field, input) => {
    const { apps, rows, audited } = setUp();
    await expect(apps.create(appInput(input))).rejects.toMatchObject(refusedAt(field));
    expect([...rows.keys(), ...audited]).toEqual(['mail']);
  });

  it('is refused to whoever may not decide where tokens go', async () => {
    const { apps, rows } = setUp();
    const editor = { ...SYSTEM_EDITOR, mayChangeDestinations: false };
    const created = apps.create(appInput({ name: 'Another' }), editor);
    await expect(created).rejects.toMatchObject({ status: 403 });
    expect([...rows.keys()]).toEqual(['mail']);
  });

  it('is refused at its name too if a concurrent request takes the name first', async () => {
    const { apps, audited, rows, meanwhile } = setUp();
    meanwhile.mockImplementation(() => void rows.set('post', appRow({ key: 'post', name: 'P' })));
    const created = apps.create(appInput({ name: 'P', key: 'another' }));
    await expect(created).rejects.toMatchObject(refusedAt('name'));
    expect(audited).toEqual([]);
  });

  it('is refused at its key too if a concurrent request takes the key first', async () => {
    const { apps, audited, rows, meanwhile } = setUp();
    meanwhile.mockImplementation(() => {
      rows.set('post', appRow({ key: 'post', name: 'Of the other request' }));
      throw new Error('UNIQUE constraint failed');
    });
    const created = apps.create(appInput({ name: 'P', key: 'post' }));
    await expect(created).rejects.toMatchObject(refusedAt('key'));
    expect(audited).toEqual([]);
  });

  it('fails with the error of the database if its name is still free', async () => {
    const { apps, meanwhile } = setUp();
    meanwhile.mockImplementation(() => {
      throw new Error('the disk is full');
    });
    await expect(apps.create(appInput({ name: 'P' }))).rejects.toThrow('the disk is full');
  });
});

describe('an app', () => {
  it('is not found by a key that no database stores, and no database is asked', async () => {
    const { apps, find } = setUp();
    await expect(apps.get('mail\0')).rejects.toMatchObject({ code: 'app_not_found' });
    expect(find).not.toHaveBeenCalled();
    await expect(apps.get('mail')).resolves.toBe(MAIL);
  });

  it('is shown without anything that must stay on the server', () => {
    const sealedSecrets = {
      clientSecret: 'sealed',
      previousClientSecret: 'sealed',
      assertionKey: null,
      clientKeys: null,
    };
    const previousClientSecretSince = new Date(Date.UTC(2027, 0, 15));
    const view = setUp().apps.details(appRow({ sealedSecrets, previousClientSecretSince }));
    expect(view).toMatchObject({
      hasPreviousClientSecret: true,
      previousClientSecretSince: '2027-01-15T00:00:00.000Z',
      redirectUri: 'https://cms.example.com/callback/mail',
    });
    for (const name of ['uid', 'sealedSecrets', 'changedBy', 'flowsVersion', 'destinationsCheck']) {
      expect(view).not.toHaveProperty(name);
    }
  });
});
