import { providerPresets } from '../../../../server/src/providers';
import { refreshTokenAdvice } from '../../../../server/src/services/connections/refresh-token-advice';
import type { App } from '../../../../server/src/store/apps';
import type { Connection } from '../../../../server/src/store/connections';

type AppParts = Partial<Pick<App, 'provider' | 'authorizationParams' | 'capabilities'>>;
type ConnectionParts = Partial<
  Pick<Connection, 'expiresAt' | 'sealedRefreshToken' | 'scopesRequested'>
>;

const CAPABILITIES: App['capabilities'] = {
  authorizationResponseIssParameterSupported: false,
  codeChallengeMethodsSupported: [],
  idTokenSigningAlgValuesSupported: [],
};

const OFFLINE = { key: 'access_type', value: 'offline' };
const CONSENT = { key: 'prompt', value: 'consent' };

const adviceFor = (app: AppParts, connection: ConnectionParts = {}): string | null =>
  refreshTokenAdvice(
    {
      expiresAt: new Date(0),
      sealedRefreshToken: null,
      scopesRequested: [],
      ...connection,
    } as Connection,
    { provider: 'custom', authorizationParams: [], capabilities: CAPABILITIES, ...app } as App,
    providerPresets
  );

describe('the advice for a missing refresh token', () => {
  it.each<[string, AppParts, ConnectionParts, string]>([
    [
      'Google: both parameters',
      { provider: 'google' },
      {},
      'Missing: the extra authorization parameter access_type = offline and the extra authorization parameter prompt = consent.',
    ],
    [
      'Google: one of them',
      { provider: 'google', authorizationParams: [OFFLINE] },
      {},
      'Missing: the extra authorization parameter prompt = consent.',
    ],
    [
      'Microsoft',
      { provider: 'microsoft' },
      { scopesRequested: ['openid'] },
      'Microsoft issues one only for the scope offline_access. Missing: the scope offline_access.',
    ],
    [
      'Dropbox',
      { provider: 'dropbox' },
      {},
      'Missing: the extra authorization parameter token_access_type = offline.',
    ],
    [
      'a provider that names offline_access at its discovery',
      { capabilities: { ...CAPABILITIES, offlineAccessSupported: true } },
      {},
      'This provider issues one only for the scope offline_access and the extra authorization parameter prompt = consent. Missing: ',
    ],
    [
      'the same, with the scope',
      { capabilities: { ...CAPABILITIES, offlineAccessSupported: true } },
      { scopesRequested: ['offline_access'] },
      'Missing: the extra authorization parameter prompt = consent.',
    ],
  ])('P10 depends on what is known about the provider: %s', (_what, app, connection, text) => {
    const advice = adviceFor(app, connection);
    expect(advice).toContain(text);
    expect(advice).toMatch(/^The provider issued no refresh token, .*then connect again\.$/);
  });

  it('P10 omits what is already there: prompt = consent select_account', () => {
    const prompt = { key: 'prompt', value: 'consent select_account' };
    const advice = adviceFor({ provider: 'google', authorizationParams: [OFFLINE, prompt] });
    expect(advice).not.toContain('Missing');
    expect(advice).toMatch(
      /Google requires .*\. The app requests this, but got no refresh token\. Withdraw this app's/
    );
  });

  it('P10 is a switch in the console if the app already requests everything', () => {
    expect(adviceFor({ provider: 'salesforce' }, { scopesRequested: ['refresh_token'] })).toMatch(
      /Allow the OAuth scope .* in Salesforce\. Then connect again\.$/
    );
    expect(adviceFor({ provider: 'github' })).toMatch(/For a GitHub App, .* Then connect again\.$/);
    expect(adviceFor({ provider: 'google', authorizationParams: [OFFLINE, CONSENT] })).toMatch(
      /allow refresh tokens for this client in the provider's console\.$/
    );
  });

  it('P10 is what most providers require if nothing is known about this one', () => {
    expect(adviceFor({})).toMatch(
      /offline_access, .*access_type = offline and prompt = consent; .*console.*then connect again\.$/
    );
  });
});

describe('no advice', () => {
  it('P10 is given if there is a refresh token', () => {
    expect(adviceFor({ provider: 'google' }, { sealedRefreshToken: 'sealed' })).toBeNull();
  });

  it('P10 is given if the token does not expire, and the provider issues no other', () => {
    expect(adviceFor({ provider: 'github' }, { expiresAt: null })).toBeNull();
    expect(adviceFor({}, { expiresAt: null })).toBeNull();
    expect(adviceFor({ provider: 'microsoft' }, { expiresAt: null })).toContain('offline_access');
  });

  it('P10 is given if the app is gone', () => {
    const connection = { sealedRefreshToken: null, expiresAt: new Date(0) } as Connection;
    expect(refreshTokenAdvice(connection, null, providerPresets)).toBeNull();
  });
});
