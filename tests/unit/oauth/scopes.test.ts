import { grantedScopes, missingScopes } from '../../../server/src/oauth/scopes';

const nothing = { hasSubject: false, hasRefreshToken: false };

describe('the missing scopes', () => {
  it('are those that were requested and not granted', () => {
    expect(missingScopes(['mail.read', 'mail.send'], ['mail.read'], nothing)).toEqual([
      'mail.send',
    ]);
  });

  it('are none if Google returns the long names of the standard ones', () => {
    const granted = [
      'openid',
      'https://www.googleapis.com/auth/userinfo.email',
      'https://mail.google.com/',
    ];
    const requested = ['openid', 'email', 'https://mail.google.com/'];
    expect(missingScopes(requested, granted, nothing)).toEqual([]);
  });

  it('do not include openid and offline_access if their tokens came', () => {
    const requested = ['openid', 'offline_access', 'Mail.Read'];
    const came = { hasSubject: true, hasRefreshToken: true };
    expect(missingScopes(requested, ['Mail.Read'], came)).toEqual([]);
    expect(missingScopes(requested, ['Mail.Read'], nothing)).toEqual(['openid', 'offline_access']);
  });
});

describe('S21 a scope response that is too long', () => {
  const responseOf = (scope: string) =>
    ({ access_token: 'a', token_type: 'Bearer', scope }) as const;

  it('of 100,000 items is truncated, and nothing that was requested counts as missing', () => {
    const requested = ['mail.read', 'mail.send'];
    const made = Array.from({ length: 100_000 }, (_, at) => `made-up.${at}`);
    const scope = [...made, ...requested].join(' ');
    const granted = grantedScopes(responseOf(scope), { requested, fallback: [] });
    expect(granted).toHaveLength(500);
    expect(missingScopes(requested, granted, nothing)).toEqual([]);
  });

  it('has no item longer than a form accepts', () => {
    const scope = `mail.read ${'x'.repeat(501)} ${'y'.repeat(500)}`;
    const granted = grantedScopes(responseOf(scope), { requested: [], fallback: [] });
    expect(granted).toEqual(['mail.read', 'y'.repeat(500)]);
  });
});
