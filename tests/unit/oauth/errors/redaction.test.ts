import { safeErrorCode, safeProviderText } from '../../../../server/src/oauth/errors/provider-text';

const SECRET = 'qwertzuiopasdfghjklyxcvbnm';
const secrets = [SECRET, 'pa ss+word/%1'];

describe("a provider's text that repeats a secret", () => {
  test.each([
    ['as it is', SECRET],
    ['cut at its end', SECRET.slice(0, 15)],
    ['cut at its start', SECRET.slice(-15)],
    ['in the middle of a word', `x${SECRET}x`],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    ['in base64url', Buffer.from(SECRET).toString('base64url')],
    ['in the header of the request', Buffer.from(`client:${SECRET}`).toString('base64')],
    ['in that header with a longer id', Buffer.from(`a-client:${SECRET}`).toString('base64')],
    ['percent-encoded', encodeURIComponent('pa ss+word/%1')],
    ['form-encoded', new URLSearchParams({ x: 'pa ss+word/%1' }).toString().slice(2)],
  ])('%s, comes without it', (_how, text) => {
    const said = safeProviderText(`The token ${text} is not known. Sign in.`, secrets);
    expect(said).toContain('[redacted]');
    expect(said).not.toContain(text);
    expect(said).toMatch(/^The token .*is not known\. Sign in\.$/);
  });

  test('of any length is cut before it is searched', () => {
    const said = safeProviderText(`${'x '.repeat(2_000_000)}${SECRET}`, secrets);
    expect(said?.length).toBeLessThanOrEqual(300);
  });
});

describe("a provider's text that reveals another secret", () => {
  test.each([
    '{"access_token":"abcdefghijklmn","token_type":"mac"}',
    'refresh_token=abcdefghijklmn&x=1',
    'client_secret: abcdefghijklmn',
    'code_verifier=abcdefghijklmn',
    'Authorization: Bearer abcdefghijklmn',
    'wrong nonce "abcdefghijklmn"'.replace(' "', '="'),
  ])('comes without it: %s', (text) => {
    expect(safeProviderText(text)).not.toContain('abcdefghijklmn');
  });

  test.each([
    'Error code: 700016. The application was not found.',
    'The access token expired.',
    'Invalid state: already used',
    'AADSTS50011: The redirect URI does not match. Trace ID: 0aa1bb2c-1111-4222-8333-444455556666',
  ])('keeps what helps: %s', (text) => {
    expect(safeProviderText(text)).toBe(text);
  });
});

describe("a provider's error code", () => {
  test.each([SECRET, `bad.${SECRET}`, `bad.${SECRET.slice(0, 14)}`, `x/${'a1'.repeat(20)}`])(
    '%s is not passed on',
    (error) => {
      expect(safeErrorCode(error, secrets)).toBe('unknown_error');
    }
  );

  test.each(['invalid_grant', 'AADSTS700016', 'invalid_client_credentials'])(
    '%s is passed on, even where a secret is a common word',
    (error) => {
      expect(safeErrorCode(error, [...secrets, 'grant', 'client'])).toBe(error);
    }
  );
});
