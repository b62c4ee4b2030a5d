import { apiRequestSettings, STANDARD_PROTOCOL } from '../../../../server/src/protocol-settings';
import { createTokenCache } from '../../../../server/src/services/tokens/token-cache';
import { createTokens } from '../../../../server/src/services/tokens/tokens';
import type { ConnectionInUse } from '../../../../server/src/store/connections-in-use';
import { valuesText, type Values } from '../../../../server/src/variables';
import { appRow, connectionRow } from '../../../support/databases/rows';

const REF = { app: 'mail', owner: { kind: 'admin', id: 'jane' } } as const;
const NOW_MS = 1_800_000_000_000;

interface Case {
  apiOrigins: string[];
  values?: Values;
  fixedValues?: Values;
}

/** Where an API request with the connection's token goes; null if it is refused. */
const sentTo = async (
  address: string,
  { apiOrigins, values = {}, fixedValues = {} }: Case
): Promise<string | null> => {
  const unused = () => {
    throw new Error('not part of this test');
  };
  const connection: ConnectionInUse = {
    ...connectionRow(),
    expiresAt: new Date(NOW_MS + 3_600_000),
    obtainedAt: new Date(NOW_MS),
    lastUsedAt: new Date(NOW_MS),
    isAppEnabled: true,
    destinationsCheck: 'intact',
    apiOrigins,
    apiRequest: apiRequestSettings(STANDARD_PROTOCOL),
    fixedValues,
    variableValues: valuesText(values),
    user: { isActive: true, blocked: false },
  };
  let sent: string | null = null;
  const tokens = createTokens({
    clock: { now: () => NOW_MS },
    log: { warn: unused },
    store: {
      apps: { find: async () => appRow() },
      connections: {
        find: async () => null,
        markUsed: async () => undefined,
        openAccessToken: () => 'at-1',
      },
      connectionsInUse: { find: async () => connection },
      database: { isReady: () => true, inTransaction: () => false },
      secrets: { assertUsable: () => undefined },
    },
    owners: { isAllowed: async () => true },
    cache: createTokenCache({ maxCachedTokens: 10 }),
    refresh: { refresh: unused },
    providerClients: {
      clientFor: unused,
      apiFetch: async (url) => {
        sent = String(url);
        return new Response();
      },
    },
    clientCredentials: { tokenFor: unused },
    tokenExchange: { tokenFor: unused },
    authorization: { connectByPage: unused },
    connections: { disconnect: unused },
  });
  const response = tokens.fetch(REF, address);
  await response.catch((error: unknown) => {
    expect(error).toMatchObject({ code: 'url_not_allowed' });
  });
  return sent;
};

describe('a request to an API of a connection with values', () => {
  it('goes to the origin that has these values', async () => {
    const address = 'https://a.eu.example.com/me';
    const given = {
      apiOrigins: ['https://{shop}.{region}.example.com'],
      values: { shop: 'a' },
      fixedValues: { region: 'eu' },
    };
    expect(await sentTo(address, given)).toBe(address);
  });

  it.each([
    'https://b.example.com/me',
    'https://example.com/me',
    'https://{shop}.example.com/me',
    'https://a.example.com:8443/me',
    'http://a.example.com/me',
    'https://a.example.com@b.example.com/me',
  ])('goes to no origin with other values: %s', async (address) => {
    const given = { apiOrigins: ['https://{shop}.example.com'], values: { shop: 'a' } };
    expect(await sentTo(address, given)).toBeNull();
  });

  it('goes nowhere if the value is not known', async () => {
    const apiOrigins = ['https://{shop}.example.com'];
    expect(await sentTo('https://a.example.com/me', { apiOrigins })).toBeNull();
  });

  it('goes where the app says, whatever the connection says', async () => {
    const given = {
      apiOrigins: ['https://{region}.example.com'],
      values: { region: 'evil' },
      fixedValues: { region: 'eu' },
    };
    expect(await sentTo('https://evil.example.com/', given)).toBeNull();
    expect(await sentTo('https://eu.example.com/', given)).toBe('https://eu.example.com/');
  });

  it.each<[string, Case]>([
    ['in capitals', { apiOrigins: ['https://{shop}.example.com'], values: { shop: 'My-Shop' } }],
    [
      'that is an origin',
      { apiOrigins: ['{shop}'], values: { shop: 'https://my-shop.example.com' } },
    ],
    [
      'that the app fixes as an origin in capitals',
      { apiOrigins: ['{shop}'], fixedValues: { shop: 'https://My-Shop.Example.com' } },
    ],
  ])('goes to the origin of a value %s', async (_what, given) => {
    const address = 'https://my-shop.example.com/me';
    expect(await sentTo(address, given)).toBe(address);
  });
});
