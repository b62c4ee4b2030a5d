import type { GrantType } from '../../../../server/src/protocol-settings';
import { GRANT_TYPES, withStandard } from '../../../../server/src/protocol-settings';
import { createConnect } from '../../../../server/src/services/authorization/connect';
import type { FlowStart } from '../../../../server/src/services/authorization/prepared-start';
import { SYSTEM } from '../../../../server/src/services/runtime/audit';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow } from '../../../support/databases/rows';

const PANEL = 'https://cms.example.com/admin';
const CONSENT_PAGE = new URL('https://accounts.example.com/authorize?state=1');

const FLOW: FlowStart = {
  appKey: 'mail',
  owner: { kind: 'admin', id: 'jane' },
  account: 'default',
  startedBy: 'jane',
  returnTo: '/plugins/inbox',
};

const setUp = (grantType: GrantType) => {
  const called: string[] = [];
  const connection = { uid: 'connection-1' } as Connection;
  const device = {
    kind: 'device' as const,
    flow: 'flow-1',
    userCode: 'WDJB-MJHT',
    verificationUri: 'https://accounts.example.com/activate',
    verificationUriComplete: null,
    expiresAt: new Date(0),
    intervalSeconds: 5,
    appName: 'Mail',
  };
  const connect = createConnect({
    addresses: { panelUrl: () => PANEL },
    apps: { get: async () => appRow({ protocol: withStandard({ grantType }) }) },
    start: {
      redirect: async () => {
        called.push('redirect');
        return CONSENT_PAGE;
      },
      device: async () => {
        called.push('device');
        return device;
      },
    },
    connectUnattended: async () => {
      called.push('unattended');
      return connection;
    },
  });
  return { ...connect, called };
};

const WAYS: Record<GrantType, [way: string, kind: string]> = {
  authorization_code: ['redirect', 'redirect'],
  device_code: ['device', 'device'],
  client_credentials: ['unattended', 'connected'],
  jwt_bearer: ['unattended', 'connected'],
};

describe.each(GRANT_TYPES)('an app with the grant %s', (grantType) => {
  const [way, kind] = WAYS[grantType];

  it(`connects in its own way: ${way}`, async () => {
    const { connect, called } = setUp(grantType);
    expect(await connect(FLOW, SYSTEM)).toMatchObject({ kind });
    expect(called).toEqual([way]);
  });
});

describe('the page that a plugin sends a browser to', () => {
  it("is the provider's consent page", async () => {
    const { connectByPage } = setUp('authorization_code');
    expect(await connectByPage(FLOW, SYSTEM)).toBe(CONSENT_PAGE);
  });

  it('is the page to return to if the app is connected at once', async () => {
    const { connectByPage, called } = setUp('client_credentials');
    expect((await connectByPage(FLOW, SYSTEM)).href).toBe(`${PANEL}/plugins/inbox`);
    expect(called).toEqual(['unattended']);
  });

  it('does not exist if people connect by a code, and nothing is stored or sent', async () => {
    const { connectByPage, called } = setUp('device_code');
    const error = { code: 'flow_invalid', reason: 'only_in_panel', app: 'mail' };
    await expect(connectByPage(FLOW, SYSTEM)).rejects.toMatchObject(error);
    expect(called).toEqual([]);
  });

  it('is none outside the panel, and nothing is sent', async () => {
    const { connectByPage, called } = setUp('jwt_bearer');
    const flow = { ...FLOW, returnTo: '//evil.example.com' };
    await expect(connectByPage(flow, SYSTEM)).rejects.toMatchObject({ name: 'ValidationError' });
    expect(called).toEqual([]);
  });
});
