import { ConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { OAuthClient, TokenResult } from '../../../../server/src/oauth/client';
import { withStandard } from '../../../../server/src/protocol-settings';
import type { FlowStart } from '../../../../server/src/services/authorization/prepared-start';
import type { GrantRequest } from '../../../../server/src/services/authorization/store-grant';
import {
  createConnectUnattended,
  type UnattendedParts,
} from '../../../../server/src/services/authorization/unattended';
import { SYSTEM } from '../../../../server/src/services/runtime/audit';
import type { App } from '../../../../server/src/store/apps';
import type { ObtainedGrant } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';
import { aVariable } from '../../../support/strapi/app-fields';

const NOW_MS = 1_800_000_000_000;

const APP = appRow({
  tokenEndpoint: 'https://mail.example.com/token',
  scopes: ['mail.read', 'mail.send'],
  protocol: withStandard({ grantType: 'client_credentials' }),
  configVersion: 7,
});

const SHARED: FlowStart = {
  appKey: 'mail',
  owner: { kind: 'shared' },
  account: 'default',
  startedBy: 'jane',
};

const RESULT: TokenResult = {
  accessToken: 'access token',
  refreshToken: 'client_credentials',
  tokenType: 'Bearer',
  requestedAtMs: NOW_MS,
  expiresAt: new Date(NOW_MS + 3_600_000),
  scopes: ['mail.read'],
  subject: null,
  claims: null,
  account: null,
  kept: {},
};

const setUp = (app: App = APP) => {
  const stored: { request: GrantRequest; obtained: ObtainedGrant }[] = [];
  const effects: string[] = [];
  const runGrant = jest.fn<Promise<TokenResult>, [{ scopes: string[] }]>(async () => RESULT);
  const isAllowed = jest.fn(async () => true);
  const parts: UnattendedParts = {
    clock: { now: () => NOW_MS, monotonicMs: () => 0 },
    owners: { isAllowed },
    apps: { get: async () => app },
    appFaults: {
      clear: async () => void effects.push('clear the fault'),
      recordRefusedConnect: async () => void effects.push('record the fault'),
    },
    providerClients: {
      clientFor: async () => ({ runGrant }) as Partial<OAuthClient> as OAuthClient,
      formRules: { assertUrlAllowed: (url) => new URL(url) },
    },
    storeGrant: {
      discard: async () => void effects.push('discard'),
      storeUnattended: async (request, _app, obtained) => {
        stored.push({ request, obtained });
        return connectionRow({ owner: request.owner });
      },
    },
    tokenCache: { forget: () => void effects.push('forget') },
    audit: { recordConnection: (action) => void effects.push(action) },
    events: { emit: (name) => void effects.push(name) },
  };
  const connect = createConnectUnattended(parts);
  const connectWith = (changes: Partial<FlowStart> = {}) =>
    connect({ ...SHARED, ...changes }, SYSTEM);
  return { connect: connectWith, runGrant, isAllowed, stored, effects };
};

describe('an app whose grant needs no person', () => {
  it('is connected by one request, with all scopes of the app', async () => {
    const { connect, runGrant, stored, effects } = setUp();
    await connect();
    expect(runGrant.mock.calls).toEqual([[{ scopes: APP.scopes }]]);
    const { request, obtained } = only(stored);
    expect(request).toMatchObject({ appUid: APP.uid, configVersion: 7, scopes: APP.scopes });
    expect(obtained).toMatchObject({
      accessToken: 'access token',
      refreshToken: 'client_credentials',
      scopesGranted: ['mail.read'],
      connectedAt: new Date(NOW_MS),
    });
    expect(effects).toEqual(['clear the fault', 'connection.connect', 'forget', 'connected']);
  });

  it('needs no authorization endpoint, but a token endpoint', async () => {
    const { connect, runGrant } = setUp({ ...APP, tokenEndpoint: null });
    await expect(connect()).rejects.toMatchObject({ reason: 'incomplete' });
    expect(runGrant).not.toHaveBeenCalled();
  });

  it('gets no scope that it does not have', async () => {
    const { connect, runGrant } = setUp();
    await expect(connect({ scopes: ['admin'] })).rejects.toMatchObject({ status: 400 });
    await connect({ scopes: ['mail.read'] });
    expect(runGrant.mock.calls).toEqual([[{ scopes: ['mail.read'] }]]);
  });

  it('gets nothing for an owner who is deactivated', async () => {
    const { connect, isAllowed, runGrant } = setUp();
    isAllowed.mockResolvedValue(false);
    await expect(connect()).rejects.toMatchObject({ code: 'owner_not_allowed' });
    expect(runGrant).not.toHaveBeenCalled();
  });

  it('has a fault if the provider refuses it', async () => {
    const { connect, runGrant, stored, effects } = setUp();
    runGrant.mockRejectedValue(new ConnectedAppsError('provider_rejected', 'No.'));
    await expect(connect()).rejects.toMatchObject({ code: 'provider_rejected' });
    expect(stored).toEqual([]);
    expect(effects).toEqual(['record the fault']);
  });

  it('keeps what the response tells for its addresses', async () => {
    const variables = [aVariable({ name: 'host', source: 'response', from: 'instance' })];
    const { connect, runGrant, stored } = setUp({ ...APP, variables });
    runGrant.mockResolvedValue({ ...RESULT, kept: { instance: 'eu1' } });
    await connect();
    expect(only(stored).obtained.variableValues).toBe('{"host":"eu1"}');
  });

  it('has its grant revoked if the response lacks a value that an address needs', async () => {
    const variables = [aVariable({ name: 'host', source: 'response', from: 'instance' })];
    const apiOrigins = ['https://{host}.example.com'];
    const { connect, stored, effects } = setUp({ ...APP, variables, apiOrigins });
    await expect(connect()).rejects.toMatchObject({ reason: 'value_missing' });
    expect(stored).toEqual([]);
    expect(effects).toEqual(['discard']);
  });
});
