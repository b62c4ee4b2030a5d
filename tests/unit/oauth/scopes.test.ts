import { missingScopes } from '../../../server/src/oauth/scopes';

const nothing = { hasSubject: false, hasRefreshToken: false };

describe('the scopes that are missing', () => {
  it('are those that were asked for and not granted', () => {
    expect(missingScopes(['mail.read', 'mail.send'], ['mail.read'], nothing)).toEqual([
      'mail.send',
    ]);
  });

  it('are none when Google gives the long names of the standard ones', () => {
    const granted = [
      'openid',
      'https://www.googleapis.com/auth/userinfo.email',
      'https://mail.google.com/',
    ];
    const requested = ['openid', 'email', 'https://mail.google.com/'];
    expect(missingScopes(requested, granted, nothing)).toEqual([]);
  });

  it('do not hold openid and offline_access when their tokens came', () => {
    const requested = ['openid', 'offline_access', 'Mail.Read'];
    const came = { hasSubject: true, hasRefreshToken: true };
    expect(missingScopes(requested, ['Mail.Read'], came)).toEqual([]);
    expect(missingScopes(requested, ['Mail.Read'], nothing)).toEqual(['openid', 'offline_access']);
  });
});
