import request from 'supertest';

import { UID } from '../../server/src/constants';
import type { AppDetails, AppUpdate } from '../../server/src/contracts';
import { House, ownerOf } from '../support/house';

jest.setTimeout(120_000);

const OLD = 'canary-old-client-secret-0123456789';
const NEW = 'canary-new-client-secret-0123456789';
const OTHER = 'canary-other-client-secret-0123456789';

describe('rolling over a client secret', () => {
  let house: House;
  let clientId: string;
  const answers: string[] = [];

  const app = async (): Promise<AppDetails> => {
    const { body } = await house.api<AppDetails>(house.admin, 'get', '/apps/demo-mail');
    answers.push(JSON.stringify(body));
    return body.data;
  };

  const save = async (data: AppUpdate): Promise<AppDetails> => {
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

  it('entered here first: the former one goes on working, and costs one request more at each change', async () => {
    const saved = await save({ clientSecret: NEW });
    expect(saved).toMatchObject({
      hasClientSecret: true,
      hasPreviousClientSecret: true,
      previousClientSecretSince: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
    expect(await app()).toMatchObject({ hasPreviousClientSecret: true, fault: null });

    await providerAccepts(NEW);
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    await isForgotten();
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
  });

  it('changed at the provider first: the new one works from when it is entered', async () => {
    await providerAccepts(NEW);
    expect((await refresh()).outcome).toBe('provider_rejected (invalid_client)');
    expect(await app()).toMatchObject({ fault: { code: 'provider_rejected' } });

    await save({ clientSecret: NEW });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
    await isForgotten();
    expect(await app()).toMatchObject({ fault: null });
  });

  it('a code is exchanged with the one that is accepted: a refused client has not spent it', async () => {
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

  it("the app's own tokens and revocations find the right one too", async () => {
    await house.connect(house.editor, 'demo-mail');
    await save({ clientSecret: NEW });
    const token = await house.tokens.clientCredentials('demo-mail');
    expect(token.accessToken).toEqual(expect.any(String));
    await save({ name: 'Demo Mail' });
    const ref = { app: 'demo-mail', owner: ownerOf(house.editor) };
    expect(await house.tokens.disconnect(ref)).toEqual({ revokedAtProvider: true });
    expect(await app()).toMatchObject({ hasPreviousClientSecret: true });
  });

  it("with both refused it is the app's fault, and no connection's", async () => {
    await save({ clientSecret: NEW });
    await providerAccepts(OTHER);
    expect(await refresh()).toEqual({
      outcome: 'provider_rejected (invalid_client)',
      requests: 2,
    });
    expect(await app()).toMatchObject({
      hasPreviousClientSecret: true,
      fault: { code: 'provider_rejected' },
    });
    const [connection] = await house.connectionsOf(house.admin);
    expect(connection).toMatchObject({ status: 'active', statusReason: null });
  });

  it('a mistyped one does not push out the one that works', async () => {
    await save({ clientSecret: 'mistyped' });
    await save({ clientSecret: NEW });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 2 });
    await providerAccepts(NEW);
    expect((await refresh()).outcome).toBe('a token');
    await isForgotten();
  });

  it('the former one entered again is the only one', async () => {
    await save({ clientSecret: NEW });
    expect(await save({ clientSecret: OLD })).toMatchObject({ hasPreviousClientSecret: false });
    expect(await save({ clientSecret: OLD })).toMatchObject({ hasPreviousClientSecret: false });
    expect(await refresh()).toEqual({ outcome: 'a token', requests: 1 });
  });

  it('an admin can forget it', async () => {
    await save({ clientSecret: NEW });
    const saved = await save({ forgetPreviousClientSecret: true });
    expect(saved).toMatchObject({ hasPreviousClientSecret: false, hasClientSecret: true });
    expect(await refresh()).toEqual({
      outcome: 'provider_rejected (invalid_client)',
      requests: 1,
    });
  });

  it('an edit of anything else leaves it, of client or provider drops it', async () => {
    const { tokenEndpoint, issuer } = await save({ clientSecret: NEW });
    expect(await save({ name: 'Demo Mail 2' })).toMatchObject({ hasPreviousClientSecret: true });
    const edits: [AppUpdate, AppUpdate][] = [
      [{ tokenEndpoint: `${tokenEndpoint}/v2` }, { tokenEndpoint }],
      [{ issuer: `${issuer}/v2` }, { issuer }],
      [{ clientId: 'another', clientSecret: OTHER }, { clientId }],
    ];
    for (const [edit, back] of edits) {
      await save({ clientSecret: OLD, forgetPreviousClientSecret: true });
      expect(await save({ clientSecret: NEW })).toMatchObject({ hasPreviousClientSecret: true });
      expect(await save(edit)).toMatchObject({ hasPreviousClientSecret: false });
      await save(back);
    }
    await save({ name: 'Demo Mail', clientSecret: OLD });
    await house.connect(house.admin, 'demo-mail');
  });

  it('neither secret is in any answer, nor in clear in the database', async () => {
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

  it('a former secret is no current one: each is bound to its own field', async () => {
    await save({ clientSecret: NEW });
    const apps = house.strapi.db.query(UID.app);
    const { clientSecret, previousClientSecret } = await apps.findOne({
      where: { key: 'demo-mail' },
    });
    await apps.updateMany({
      where: { key: 'demo-mail' },
      data: { clientSecret: previousClientSecret, previousClientSecret: clientSecret },
    });
    expect(await refresh()).toEqual({ outcome: 'key_unavailable (undefined)', requests: 0 });
  });
});
