import {
  fateOfFormer,
  isOtherAccount,
  isSameAccount,
  type Account,
  type Former,
} from '../../../../server/src/services/authorization/former-grant';

const former = (changes: Partial<Former> = {}): Former => ({
  status: 'active',
  subject: 'user-1',
  accountLabel: 'jane@example.com',
  variableValues: null,
  scopesGranted: ['openid', 'mail.read', 'mail.send'],
  ...changes,
});

const ALL = ['openid', 'mail.read', 'mail.send'];
const SAME = { subject: 'user-1', accountLabel: 'jane@example.com', variableValues: null };
const UNKNOWN = { subject: null, accountLabel: null, variableValues: null };

const fate = (
  { refreshToken = null, scopes = ALL }: { refreshToken?: string | null; scopes?: string[] },
  account: Account = SAME,
  changes: Partial<Former> = {}
) => fateOfFormer(former(changes), { ...account, refreshToken, scopesGranted: scopes });

describe('the refresh token of a grant that a reconnect replaces', () => {
  it('is replaced by a new one, whatever was granted', () => {
    expect(fate({ refreshToken: 'new' })).toBe('drop');
    expect(fate({ refreshToken: 'new', scopes: ['openid'] })).toBe('drop');
  });

  it('P09 is kept for the same account, and for an unknown account', () => {
    expect(fate({})).toBe('keep');
    expect(fate({}, UNKNOWN)).toBe('keep');
    expect(fate({}, SAME, UNKNOWN)).toBe('keep');
    expect(fate({}, UNKNOWN, { ...UNKNOWN, scopesGranted: ['mail.read'] })).toBe('keep');
  });

  it('P09 is not kept for an account that is known to be another one', () => {
    expect(fate({}, { ...SAME, subject: 'user-2' })).toBe('drop');
    // Without a subject, only the name can tell.
    const named = (accountLabel: string) => ({ subject: null, accountLabel, variableValues: null });
    const changes = { subject: null, scopesGranted: ['mail.read'] };
    expect(fate({}, named('john@example.com'), changes)).toBe('drop');
    expect(fate({}, named('jane@example.com'), changes)).toBe('keep');
  });

  it('is not kept for another tenant of the same person, whose server must not get it', () => {
    expect(fate({}, { ...SAME, variableValues: '{"realmId":"2"}' })).toBe('drop');
    expect(isOtherAccount(former(), { ...SAME, variableValues: '{"realmId":"2"}' })).toBe(true);
    expect(isSameAccount(former(), { ...SAME, variableValues: '{"realmId":"2"}' })).toBe(false);
  });

  it('P09 is kept if the same subject now has another name', () => {
    expect(fate({}, { ...SAME, accountLabel: 'jane.doe@example.com', variableValues: null })).toBe(
      'keep'
    );
  });

  it('P09 is not kept if its grant has ended', () => {
    expect(fate({}, SAME, { status: 'needs_reconnect' })).toBe('drop');
  });

  it.each([
    ['one scope less', ['openid', 'mail.read']],
    ['none at all', []],
    ['others instead', ['openid', 'mail.read', 'mail.draft']],
  ])('P08 is revoked if the person agreed to %s', (_what, scopes) => {
    expect(fate({ scopes })).toBe('revoke');
    expect(fate({ scopes }, SAME, { status: 'needs_reconnect' })).toBe('revoke');
  });

  it('P09 is kept if a provider only omits offline_access because it issues no further refresh token', () => {
    expect(fate({}, SAME, { scopesGranted: [...ALL, 'offline_access'] })).toBe('keep');
  });

  it('P08 is not revoked for more scopes, another order, or another name of the same scope', () => {
    expect(fate({ scopes: ['mail.draft', ...[...ALL].reverse()] })).toBe('keep');
    const long = 'https://www.googleapis.com/auth/userinfo.email';
    expect(fate({ scopes: ['email'] }, SAME, { scopesGranted: [long] })).toBe('keep');
    expect(fate({ scopes: [long] }, SAME, { scopesGranted: ['email'] })).toBe('keep');
  });

  it('P08 counts openid as granted if an id_token came', () => {
    expect(fate({ scopes: ['mail.read', 'mail.send'] })).toBe('keep');
  });
});
