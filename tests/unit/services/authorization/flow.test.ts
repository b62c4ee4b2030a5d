import {
  connectableApp,
  isUnchanged,
  logEnd,
  resultOf,
  unchangedApp,
} from '../../../../server/src/services/authorization/flow';
import { appNotFound } from '../../../../server/src/errors/definitions';
import type { App } from '../../../../server/src/store/apps';
import type { AuthorizationRequest } from '../../../../server/src/store/authorization-requests';
import type { Connection } from '../../../../server/src/store/connections';
import { aConnection } from '../../../support/admin/fixtures';
import { appRow, connectionRow, requestRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

const MAIL = appRow({
  authorizationEndpoint: 'https://mail.example.com/authorize',
  tokenEndpoint: 'https://mail.example.com/token',
});

/** A flow that was started for this version of the app. */
const REQUEST = requestRow({
  status: 'received',
  returnTo: '/plugins/inbox',
  expiresAt: new Date(1_800_000_000_000),
});

const setUp = (app: App | null = MAIL) => {
  const apps = {
    get: async (key: string) => {
      if (app?.key !== key) throw appNotFound(key);
      return app;
    },
  };
  const info = jest.fn<unknown, [string]>();
  const unused = () => {
    throw new Error('only log.info is for a flow that ends');
  };
  return {
    connectable: () => connectableApp(apps, 'mail'),
    unchanged: (changes: Partial<AuthorizationRequest> = {}) =>
      unchangedApp(apps, { ...REQUEST, ...changes }),
    log: { debug: unused, warn: unused, error: unused, info },
    logged: () => only(only(info.mock.calls)),
  };
};

describe('an app to connect to', () => {
  it.each(['authorizationEndpoint', 'tokenEndpoint', 'clientId'] as const)(
    'is refused without %s, and people read its name and what it needs',
    async (name) => {
      const { connectable } = setUp({ ...MAIL, name: 'Company mail', [name]: '' });
      await expect(connectable()).rejects.toMatchObject({
        code: 'provider_rejected',
        reason: 'incomplete',
        app: 'mail',
        message: expect.stringMatching(
          /"Company mail".*an authorization URI, a token URI and a client id/
        ),
      });
    }
  );

  it('is refused as switched off, even if it is also incomplete', async () => {
    const { connectable } = setUp(appRow({ enabled: false }));
    await expect(connectable()).rejects.toMatchObject({ code: 'app_disabled', app: 'mail' });
  });

  it('is not refused for a fault, which may be gone after the consent', async () => {
    const fault = {
      code: 'provider_rejected',
      reason: 'invalid_client',
      message: 'The provider refuses this app.',
      at: '2026-01-01T00:00:00.000Z',
      nextAttemptAt: null,
    } as const;
    const { connectable } = setUp({ ...MAIL, fault });
    await expect(connectable()).resolves.toMatchObject({ key: 'mail', fault });
  });
});

describe('the app of a flow', () => {
  it('may be edited meanwhile, unless the edit ends the flows', async () => {
    const renamed = { ...MAIL, name: 'Another name', configVersion: 2, flowsVersion: 1 };
    await expect(setUp(renamed).unchanged()).resolves.toEqual(renamed);
    const moved = { ...MAIL, configVersion: 2, flowsVersion: 2 };
    await expect(setUp(moved).unchanged()).rejects.toMatchObject({
      code: 'flow_invalid',
      app: 'mail',
      message: expect.stringContaining('Nothing was stored'),
    });
    await expect(setUp(moved).unchanged({ configVersion: 2 })).resolves.toEqual(moved);
  });

  it('is not another app that has its key by now', async () => {
    const another = { ...MAIL, uid: 'another app' };
    expect(isUnchanged(another, REQUEST)).toBe(false);
    await expect(setUp(another).unchanged()).rejects.toMatchObject({ code: 'flow_invalid' });
  });

  it('is reported as deleted or switched off rather than as changed', async () => {
    await expect(setUp(null).unchanged()).rejects.toMatchObject({ code: 'app_not_found' });
    const disabled = { ...MAIL, enabled: false, configVersion: 2, flowsVersion: 2 };
    await expect(setUp(disabled).unchanged()).rejects.toMatchObject({ code: 'app_disabled' });
  });
});

describe('the result of a flow', () => {
  const SCOPES = ['openid', 'offline_access', 'mail.read', 'mail.send'];

  const missing = async (
    connection: Partial<Connection>,
    summary: Partial<ReturnType<typeof aConnection>>
  ) => {
    const connections = { summary: async () => aConnection(summary) };
    const row = connectionRow({ scopesGranted: ['mail.read'], ...connection });
    const result = await resultOf(connections, { scopes: SCOPES, returnTo: null }, MAIL, row);
    return result.missingScopes;
  };

  it('adds to the connection the name of the app and the page to return to', async () => {
    const connections = { summary: async () => aConnection({ uid: 'connection' }) };
    await expect(resultOf(connections, REQUEST, MAIL, connectionRow())).resolves.toEqual({
      ...aConnection({ uid: 'connection' }),
      appName: 'Mail',
      returnTo: '/plugins/inbox',
      missingScopes: [],
    });
  });

  it('names the scopes that this flow requested and the person did not grant', async () => {
    const subject = { subject: 'user-1' };
    expect(await missing(subject, { hasRefreshToken: true })).toEqual(['mail.send']);
  });

  it('counts openid as granted only if the provider identified the person', async () => {
    expect(await missing({ subject: null }, { hasRefreshToken: true })).toEqual([
      'openid',
      'mail.send',
    ]);
  });

  it('calls offline_access missing, unless there is advice, because another consent would not help', async () => {
    const none = { hasRefreshToken: false, refreshTokenAdvice: null };
    const subject = { subject: 'user-1' };
    expect(await missing(subject, none)).toEqual(['offline_access', 'mail.send']);
    const advised = { ...none, refreshTokenAdvice: 'Enable offline access in the console.' };
    expect(await missing(subject, advised)).toEqual(['mail.send']);
  });
});

describe('the log about a flow that ended', () => {
  it("gives the code of the plugin's own errors", () => {
    const { log, logged } = setUp();
    logEnd(log, 'mail', appNotFound('mail'));
    expect(logged()).toContain('connecting mail ended: app_not_found: There is no connected app');
  });

  it('repeats any other error in one line, without its stack', () => {
    const { log, logged } = setUp();
    logEnd(log, 'mail', new Error('the database is down'));
    expect(logged()).toMatch(/connecting mail ended: Error: the database is down$/);
  });
});
