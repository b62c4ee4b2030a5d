import { newKeySet, SIGNS_AFTER_MS } from '../../../../server/src/oauth/client-key-set';
import { editOf } from '../../../../server/src/services/apps/app-edit';
import { createAppKeys } from '../../../../server/src/services/apps/app-keys';
import { SYSTEM, type AuditEntry } from '../../../../server/src/services/runtime/audit';
import type { App } from '../../../../server/src/store/apps';
import { withStandard } from '../../../../server/src/protocol-settings';
import { appRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

type KeyStore = Parameters<typeof createAppKeys>[0]['store'];

const NOW = Date.UTC(2027, 0, 15);

const sealedWith = (clientKeys: string | null) => ({
  clientSecret: null,
  previousClientSecret: null,
  assertionKey: null,
  clientKeys,
});

/** The store "seals" nothing, so that a test can read what it holds. */
const setUp = async (changes: Partial<App> = {}) => {
  let nowMs = NOW;
  const set = await newKeySet('ES256', NOW);
  let app = appRow({
    clientAuthMethod: 'private_key_jwt',
    tokenEndpoint: 'https://accounts.example.com/token',
    sealedSecrets: sealedWith(JSON.stringify(set)),
    ...changes,
  });
  const audited: AuditEntry[] = [];
  const openClientKeys = jest.fn((one: App) => one.sealedSecrets.clientKeys);
  const replaceClientKeys = jest.fn(async (read: App, keys: string) => {
    if (read.sealedSecrets !== app.sealedSecrets) return false;
    app = { ...app, sealedSecrets: sealedWith(keys) };
    return true;
  });
  const find = async (key: string) => (key === app.key ? app : null);
  const keys = createAppKeys({
    clock: { now: () => nowMs, monotonicMs: () => 0 },
    store: { apps: { find, openClientKeys, replaceClientKeys } } as unknown as KeyStore,
    addresses: { jwksUrl: (key, id) => `https://cms.example.com/jwks/${key}/${id}` },
    audit: { record: (entry) => void audited.push(entry) },
  });
  return {
    keys,
    set,
    audited,
    openClientKeys,
    app: () => app,
    travel: (ms: number) => void (nowMs += ms),
    after: (update: Parameters<typeof editOf>[1]) => keys.after(app, editOf(app, update)),
    published: () => keys.published(app.key, set.id),
  };
};

const idOf = (text: string | undefined): string => JSON.parse(text ?? '{}').id;

describe('the keys of an app', () => {
  it('are made with the app, or with the edit that chooses the method', async () => {
    const method = { clientAuthMethod: 'client_secret_post' } as const;
    const { keys, after } = await setUp({ ...method, sealedSecrets: sealedWith(null) });
    const protocol = withStandard(null);
    expect(await keys.first({ ...method, protocol })).toBeUndefined();
    expect(await keys.first({ clientAuthMethod: 'private_key_jwt', protocol })).toBeDefined();
    expect(await after({ name: 'Another' })).toBeUndefined();
    expect(await after({ clientAuthMethod: 'private_key_jwt' })).toBeDefined();
  });

  it.each([
    ['its name', { name: 'Another' }],
    ['its client id', { clientId: 'another' }],
    ['where people consent', { authorizationEndpoint: 'https://other.example.com/auth' }],
    ['a recipient that goes', { revocationEndpoint: null }],
  ])('stay when an edit changes %s', async (_what, update) => {
    const { after } = await setUp({ revocationEndpoint: 'https://accounts.example.com/revoke' });
    expect(await after(update)).toBeUndefined();
  });

  it.each([
    ['tokenEndpoint', { tokenEndpoint: 'https://evil.example.com/token' }],
    ['revocationEndpoint', { revocationEndpoint: 'https://evil.example.com/revoke' }],
    ['introspectionEndpoint', { introspectionEndpoint: 'https://evil.example.com/look' }],
    ['refreshEndpoint', { refreshEndpoint: 'https://evil.example.com/refresh' }],
    [
      'the endpoint for pushed requests',
      { pushedAuthorizationRequestEndpoint: 'https://evil.example.com/par' },
    ],
  ])(
    'are new ones at another address when %s changes, so no assertion is good at the former provider',
    async (_name, update) => {
      const { after, set } = await setUp();
      const next = await after(update);
      expect(idOf(next)).not.toBe(set.id);
      expect(next).not.toContain(set.keys[0].jwk.kid);
    }
  );

  it('stay while the addresses are entered for the first time', async () => {
    const { after } = await setUp({ tokenEndpoint: null });
    expect(await after({ tokenEndpoint: 'https://accounts.example.com/token' })).toBeUndefined();
  });

  it('get another algorithm at once, at the same address', async () => {
    const { after, set } = await setUp();
    const next = await after({ protocol: { clientKeyAlgorithm: 'RS256' } });
    expect(idOf(next)).toBe(set.id);
    expect(JSON.parse(next ?? '').keys[0]).toMatchObject({
      signsFromMs: NOW,
      jwk: { alg: 'RS256' },
    });
  });

  it('are published at the address of their set only', async () => {
    const { keys, published } = await setUp();
    expect(await published()).toHaveLength(1);
    expect(await keys.published('mail', 'another')).toBeNull();
    expect(await keys.published('none', 'another')).toBeNull();
    expect(await keys.published('mail\0', 'another')).toBeNull();
  });

  it('are shown without anything private, and not at all if they cannot be read', async () => {
    const { keys, app, set, openClientKeys } = await setUp();
    const shown = keys.shown(app());
    expect(shown?.jwksUrl).toBe(`https://cms.example.com/jwks/mail/${set.id}`);
    expect(JSON.stringify(shown)).not.toContain(String(set.keys[0].jwk.d));
    openClientKeys.mockImplementation(() => {
      throw new Error('tampered');
    });
    expect(keys.shown(app())).toBeNull();
  });
});

describe('the rotation of a key', () => {
  it('is one at a time, and recorded with who did it', async () => {
    const { keys, audited, app, travel, published } = await setUp();
    await keys.rotate('mail', SYSTEM);
    expect(only(audited)).toMatchObject({ action: 'app.rotate-key', app: 'mail', actor: SYSTEM });
    expect(await published()).toHaveLength(2);
    const signsFrom = new Date(NOW + SIGNS_AFTER_MS).toISOString();
    expect(keys.shown(app())).toMatchObject({ signsFrom });
    await expect(keys.rotate('mail', SYSTEM)).rejects.toMatchObject({ status: 409 });
    travel(SIGNS_AFTER_MS);
    expect(keys.shown(app())).toMatchObject({ signsFrom: null, formerUntil: expect.any(String) });
    await keys.rotate('mail', SYSTEM);
  });

  it('succeeds for one of two that are requested at once', async () => {
    const { keys, published } = await setUp();
    const both = await Promise.allSettled([1, 2].map(() => keys.rotate('mail', SYSTEM)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await published()).toHaveLength(2);
  });

  it('replaces keys that cannot be read', async () => {
    const { keys, app, set, openClientKeys } = await setUp();
    openClientKeys.mockImplementationOnce(() => {
      throw new Error('tampered');
    });
    await keys.rotate('mail', SYSTEM);
    expect(idOf(app().sealedSecrets.clientKeys ?? undefined)).not.toBe(set.id);
  });

  it('is refused to an app without keys', async () => {
    const { keys } = await setUp({ clientAuthMethod: 'client_secret_post' });
    await expect(keys.rotate('mail', SYSTEM)).rejects.toMatchObject({ status: 409 });
    await expect(keys.rotate('none', SYSTEM)).rejects.toMatchObject({ code: 'app_not_found' });
  });
});
