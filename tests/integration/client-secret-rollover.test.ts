import request from 'supertest';

import { UID } from '../../server/src/constants';
import type { AppDetails, AppState, AppSummary, AppUpdate } from '../../server/src/contracts';
import { only } from '../support/elements';
import { House, ownerOf } from '../support/strapi/house';

jest.setTimeout(120_000);

/** `House.api` adds the version. */
type Edit = Omit<AppUpdate, 'configVersion'>;

const OLD = 'canary-old-client-secret-0123456789';
const NEW = 'canary-new-client-secret-0123456789';
const OTHER = 'canary-other-client-secret-0123456789';

describe('the rollover of a client secret', () => {
  let house: House;
  let clientId: string;
  const answers: string[] = [];

  const app = async (): Promise<AppDetails> => {
    const { body } = await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail');
    answers.push(JSON.stringify(body));
    return body.data;
  };

  const save = async (data: Edit): Promise<AppDetails> => {
    const { status, body } = await house.api<AppDetails>(house.admin, 'put', '/apps/demo-mail', {
      data,
    });
    answers.push(JSON.stringify(body));
    expect(status).toBe(200);
    return body.data;
  };

  /** The strict one: `oidc-provider` knows one secret of a client. */
  const providerAccepts = (secret: string) => house.provider.changeSecret(clientId, secret);

  /** What a refresh ends in, and how many requests it took. */
  const refresh = async (): Promise<{ outcome: string; requests: number }> => {
    await house.provider.resetRequests();
    const ref = { app: 'demo-mail', owner: ownerOf(house.admin) };
    const outcome = await house.tokens
      .getAccessToken(ref, { forceRefresh: true })
      .then(() => 'a token')
      .catch((error) => {
        answers.push(JSON.stringify(error), String(error));
        return `${error.code} (${error.reason})`;
      });
    return { outcome, requests: await house.provider.requestsTo('/token') };
  };

  const isForgotten = async (): Promise<void> => {
    for (let tries = 0; tries < 200; tries += 1) {
      if (!(await app()).hasPreviousClientSecret) return;
    }
    throw new Error('the former secret is still there');
  };

  /** At the provider and here the same secret, which has worked. */
  const settleOn = async (secret: string) => {
    await providerAccepts(secret);
    await save({ clientSecret: secret, forgetPreviousClientSecret: true });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
    expect(await app()).toMatchObject({ hasPreviousClientSecret: false });
  };

  beforeAll(async () => {
    house = await House.open({ pluginConfig: { backgroundRefresh: { enabled: false } } });
    ({ clientId } = await house.createApp({ name: 'Demo Mail' }));
    await house.connect(house.admin, 'demo-mail');
  });

  beforeEach(() => settleOn(OLD));

  afterAll(() => house.close());

  it('falls back to the former secret if the new one is entered here first, at one extra request per change', async () => {
    const saved = await save({ clientSecret: NEW });
    expect(saved).toMatchObject({
      hasClientSecret: true,
      hasPreviousClientSecret: true,
      previousClientSecretSince: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
    expect(await app()).toMatchObject({ hasPreviousClientSecret: true });

    await providerAccepts(NEW);
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    await isForgotten();
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
  });

  it('uses the new secret as soon as it is entered, if the provider changed it first', async () => {
    await providerAccepts(NEW);
    expect((await refresh()).outcome).toBe('provider_rejected (invalid_client)');
    expect((await app()).state).toMatchObject({
      name: 'needs_repair',
      fault: { code: 'provider_rejected' },
    });

    await save({ clientSecret: NEW });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
    await isForgotten();
    expect((await app()).state).toMatchObject({ name: 'ready', fault: null });
  });

  it('exchanges a code with the accepted secret: a refused client does not spend the code', async () => {
    await save({ clientSecret: NEW });
    await house.provider.resetRequests();
    expect(await house.connect(house.editor, 'demo-mail')).toMatchObject({ status: 'active' });
    expect(await house.provider.requestsTo('/token')).toBe(2);

    await providerAccepts(NEW);
    await house.provider.resetRequests();
    expect(await house.connect(house.editor, 'demo-mail')).toMatchObject({ status: 'active' });
    expect(await house.provider.requestsTo('/token')).toBe(2);
    await isForgotten();
  });

  it("finds the right secret for the app's own tokens and for revocations too", async () => {
    await house.connect(house.editor, 'demo-mail');
    await save({ clientSecret: NEW });
    const token = await house.tokens.clientCredentials('demo-mail');
    expect(token.accessToken).toEqual(expect.any(String));
    await save({ name: 'Demo Mail' });
    const ref = { app: 'demo-mail', owner: ownerOf(house.editor) };
    expect(await house.tokens.disconnect(ref)).toEqual({ revokedAtProvider: true });
    expect(await app()).toMatchObject({ hasPreviousClientSecret: true });
  });

  it('blames the app, and no connection, if both secrets are refused', async () => {
    await save({ clientSecret: NEW });
    await providerAccepts(OTHER);
    expect(await refresh()).toEqual({
      outcome: 'provider_rejected (invalid_client)',
      requests: 2,
    });
    expect(await app()).toMatchObject({
      hasPreviousClientSecret: true,
      state: { name: 'needs_repair', fault: { code: 'provider_rejected' } },
    });
    const [connection] = await house.connectionsOf(house.admin);
    expect(connection).toMatchObject({ status: 'active', statusReason: null });
  });

  describe('U05 a new secret that the provider refuses while the former one works', () => {
    const states = async () => {
      const { body } = await house.api<AppSummary[]>(house.editor, 'get', '/apps');
      return { details: (await app()).state, list: only(body.data).state };
    };

    const isKnown = async (): Promise<AppState> => {
      for (let tries = 0; tries < 200; tries += 1) {
        const { details, list } = await states();
        expect(list).toEqual(details);
        if (details.name !== 'ready') return details;
      }
      throw new Error('the app still says that it is ready');
    };

    const refusedSince = async () =>
      (await house.strapi.db.query(UID.app).findOne({ where: { key: 'demo-mail' } }))
        .secretRefusedSince;

    it("U05 is shown in the list and on the app's page, and connections stay connected", async () => {
      await save({ clientSecret: NEW });
      expect((await app()).state.name).toBe('ready');
      expect((await refresh()).outcome).toBe('a token');
      expect(await isKnown()).toEqual({
        name: 'secret_refused',
        since: expect.stringMatching(/^\d{4}-.*Z$/),
        turn: 'admin',
        fault: {
          code: 'provider_rejected',
          reason: 'secret_refused',
          message: expect.stringMatching(/refused the new client secret.*former one still works/),
          at: expect.any(String),
          nextAttemptAt: null,
        },
        providerHost: new URL(house.provider.issuer).host,
      });
      const [connection] = await house.connectionsOf(house.admin);
      expect(connection?.state).toMatchObject({ name: 'connected', turn: 'nobody' });
    });

    it('U05 is recorded once, and causes no further request', async () => {
      await save({ clientSecret: NEW });
      await refresh();
      const { since } = await isKnown();
      const { updatedAt } = await app();
      for (let times = 0; times < 3; times += 1) {
        expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
      }
      expect((await app()).updatedAt).toBe(updatedAt);
      expect((await app()).state.since).toBe(since);
    });

    it('U05 is remembered through an outage of the provider', async () => {
      await save({ clientSecret: NEW });
      await refresh();
      const known = await isKnown();
      const { apps } = house.booted.internals.store;
      await apps.setFault('demo-mail', {
        code: 'provider_unavailable',
        reason: 'timeout',
        message: 'No response.',
        at: new Date().toISOString(),
        nextAttemptAt: null,
      });
      expect((await app()).state.name).toBe('provider_unavailable');
      await apps.setFault('demo-mail', null);
      expect((await app()).state).toEqual(known);
    });

    it('U05 is no longer reported once the provider accepts it', async () => {
      await save({ clientSecret: NEW });
      await refresh();
      await isKnown();
      await providerAccepts(NEW);
      expect((await refresh()).outcome).toBe('a token');
      await isForgotten();
      expect(await app()).toMatchObject({ state: { name: 'ready', fault: null } });
      expect(await refusedSince()).toBeNull();
    });

    it('U05 is no longer reported once another one is entered, until that is refused too', async () => {
      await save({ clientSecret: NEW });
      await refresh();
      await isKnown();
      expect((await save({ clientSecret: OTHER })).state.name).toBe('ready');
      expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
      expect((await isKnown()).name).toBe('secret_refused');
    });

    it.each<[string, Edit]>([
      ['the former one is entered again', { clientSecret: OLD }],
      ['the former one is forgotten', { forgetPreviousClientSecret: true }],
    ])('U05 is no longer reported once %s', async (_case, edit) => {
      await save({ clientSecret: NEW });
      await refresh();
      await isKnown();
      expect((await save(edit)).state.name).toBe('ready');
      expect(await refusedSince()).toBeNull();
    });
  });

  it('does not drop the working secret for a mistyped one', async () => {
    await save({ clientSecret: 'mistyped' });
    await save({ clientSecret: NEW });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    await providerAccepts(NEW);
    expect((await refresh()).outcome).toBe('a token');
    await isForgotten();
  });

  it('keeps only the former secret if that is entered again', async () => {
    await save({ clientSecret: NEW });
    expect(await save({ clientSecret: OLD })).toMatchObject({ hasPreviousClientSecret: false });
    expect(await save({ clientSecret: OLD })).toMatchObject({ hasPreviousClientSecret: false });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
  });

  it('lets an admin forget the former secret', async () => {
    await save({ clientSecret: NEW });
    const saved = await save({ forgetPreviousClientSecret: true });
    expect(saved).toMatchObject({ hasPreviousClientSecret: false, hasClientSecret: true });
    expect(await refresh()).toEqual({
      outcome: 'provider_rejected (invalid_client)',
      requests: 1,
    });
  });

  it('drops the former secret on an edit of the client or the provider only', async () => {
    const { tokenEndpoint, issuer } = await save({ clientSecret: NEW });
    expect(await save({ name: 'Demo Mail 2' })).toMatchObject({ hasPreviousClientSecret: true });
    const edits: [Edit, Edit][] = [
      [{ tokenEndpoint: `${tokenEndpoint}/v2` }, { tokenEndpoint }],
      [{ issuer: `${issuer}/v2` }, { issuer }],
      [{ clientId: 'another' }, { clientId }],
    ];
    for (const [edit, back] of edits) {
      await save({ clientSecret: OLD, forgetPreviousClientSecret: true });
      expect(await save({ clientSecret: NEW })).toMatchObject({ hasPreviousClientSecret: true });
      const moved = { ...edit, clientSecret: OTHER };
      expect(await save(moved)).toMatchObject({ hasPreviousClientSecret: false });
      await save({ ...back, clientSecret: OTHER });
    }
    await save({ name: 'Demo Mail', clientSecret: OLD });
    await house.connect(house.admin, 'demo-mail');
  });

  it('puts neither secret in a response, nor in the clear in the database', async () => {
    await save({ clientSecret: NEW });
    const paths = [
      '/connected-apps/apps',
      '/connected-apps/apps/demo-mail',
      '/connected-apps/providers',
      `/content-manager/collection-types/${UID.app}`,
      `/content-manager/content-types/${UID.app}/configuration`,
    ];
    for (const path of paths) {
      const response = await request(house.booted.url)
        .get(path)
        .set('authorization', `Bearer ${house.admin.token}`);
      expect([path, response.status]).toEqual([path, 200]);
      answers.push(response.text);
    }
    expect(answers.join('\n')).not.toMatch(/canary|ca1\./);

    const row = await house.strapi.db.query(UID.app).findOne({ where: { key: 'demo-mail' } });
    expect(row.clientSecret).toMatch(/^ca1\.strapi\./);
    expect(row.previousClientSecret).toMatch(/^ca1\.strapi\./);
    expect(JSON.stringify(row)).not.toContain('canary');
  });

  it('does not open a former secret as the current one: each is bound to its own field', async () => {
    await save({ clientSecret: NEW });
    const apps = house.strapi.db.query(UID.app);
    const { clientSecret, previousClientSecret } = await apps.findOne({
      where: { key: 'demo-mail' },
    });
    await apps.updateMany({
      where: { key: 'demo-mail' },
      data: { clientSecret: previousClientSecret, previousClientSecret: clientSecret },
    });
    expect(await refresh()).toEqual({ outcome: 'key_unavailable (tampered)', requests: 0 });
  });
});
