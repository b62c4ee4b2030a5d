import { emptyAppForm, type AppFormValues } from '../../admin/src/utils/appForm';
import { pkceFinding, wantsOfflineAccess } from '../../admin/src/utils/discoveryFindings';
import { applyDiscovery } from '../../admin/src/utils/prefill';
import { STANDARD_PROTOCOL } from '../../server/src/protocol-settings';
import { discovered } from '../support/admin/fixtures';

const typed = (changes: Partial<AppFormValues> = {}): AppFormValues => ({
  ...emptyAppForm('custom'),
  ...changes,
});

const withMethods = (...codeChallengeMethodsSupported: string[]) =>
  discovered({ capabilities: { ...discovered().capabilities, codeChallengeMethodsSupported } });

describe('PKCE after discovery', () => {
  it.each([
    ['stays on if the provider supports S256', ['plain', 'S256'], 'S256'],
    ['stays on if the provider does not say what it supports', [], 'S256'],
    ['is off if the provider supports only other methods', ['plain'], 'none'],
  ] as const)('%s', (_case, methods, pkce) => {
    const { values, filled } = applyDiscovery(typed(), withMethods(...methods));
    expect(values.protocol).toEqual({ ...STANDARD_PROTOCOL, pkce });
    expect(filled.pkce).toBe(pkce === 'none' ? 'none' : undefined);
  });

  it('stays off if the admin switched it off', () => {
    const protocol = { ...STANDARD_PROTOCOL, pkce: 'none' as const };
    const { values, filled } = applyDiscovery(typed({ protocol }), withMethods('S256'));
    expect(values.protocol.pkce).toBe('none');
    expect(filled).not.toHaveProperty('pkce');
  });

  it.each([
    ['S256', ['S256'], 'supported'],
    ['S256', [], 'unsaid'],
    ['S256', ['plain'], null],
    ['none', ['plain'], 'refused'],
    ['none', ['S256'], 'unused'],
    ['none', [], null],
  ] as const)('is explained: %s with %j is %s', (pkce, methods, finding) => {
    expect(pkceFinding(pkce, methods)).toBe(finding);
  });
});

describe('what discovery replaces', () => {
  it('is named with its former value', () => {
    const by = 'https://idp.example.com/by-hand';
    const { values, lost } = applyDiscovery(
      typed({ tokenEndpoint: by, jwksUri: 'https://idp.example.com/jwks' }),
      discovered()
    );
    expect(values.tokenEndpoint).toBe('https://idp.example.com/token');
    expect(lost).toEqual([{ field: 'tokenEndpoint', former: by }]);
  });

  it('includes what belonged to another provider', () => {
    const old = 'https://old.example.com';
    const { lost } = applyDiscovery(
      typed({ issuer: old, revocationEndpoint: `${old}/revoke` }),
      discovered({ revocationEndpoint: null })
    );
    expect(lost).toEqual([
      { field: 'issuer', former: old },
      { field: 'revocationEndpoint', former: `${old}/revoke` },
    ]);
  });
});

describe('the scope offline_access', () => {
  it.each([
    [['openid'], ['openid', 'offline_access'], true],
    [['offline_access'], ['offline_access'], false],
    [['openid'], ['openid'], false],
  ])('asked %j of %j, is missing: %s', (scopes, scopesSupported, isMissing) => {
    expect(wantsOfflineAccess(scopes, { scopesSupported })).toBe(isMissing);
  });
});
