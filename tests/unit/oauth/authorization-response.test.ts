import { startProvider, type TestProvider } from '../../support/providers/http-provider';

let provider: TestProvider;

beforeAll(async () => {
  provider = await startProvider();
});

afterAll(() => provider.close());

const check = (query: string, overrides: Parameters<TestProvider['client']>[0] = {}) =>
  provider.client(overrides).checkAuthorizationResponse(new URLSearchParams(query));

const announcing = () => ({
  capabilities: {
    ...provider.settings().capabilities,
    authorizationResponseIssParameterSupported: true,
  },
});

const thrownBy = (task: () => void): Error => {
  try {
    task();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
};

describe('a response at the callback', () => {
  test('is accepted with a code and a state', () => {
    expect(() => check('code=c&state=s')).not.toThrow();
  });

  test.each(['code=c&code=d&state=s', 'code=c&state=s&state=s', 'code=c&state=s&iss=a&iss=a'])(
    'C06 is refused with a duplicate parameter: %s',
    (query) => {
      expect(() => check(query)).toThrow(
        expect.objectContaining({
          code: 'flow_invalid',
          reason: 'duplicate_parameter',
          app: 'demo',
        })
      );
    }
  );

  test('C07 is accepted with an unknown parameter', () => {
    expect(() => check('code=c&state=s&session_state=x&realmId=1&id_token=x')).not.toThrow();
  });

  test('C09 must have exactly the expected issuer, for errors too', () => {
    const good = encodeURIComponent(provider.origin);
    expect(() => check(`code=c&state=s&iss=${good}`)).not.toThrow();
    for (const query of [
      `code=c&state=s&iss=${good}/`,
      'code=c&state=s&iss=https%3A%2F%2Fevil.example',
      'code=c&state=s&iss=',
      'error=access_denied&state=s&iss=https%3A%2F%2Fevil.example',
    ]) {
      expect(() => check(query)).toThrow(expect.objectContaining({ reason: 'issuer_mismatch' }));
    }
  });

  test('C10 must have an issuer if that was announced', () => {
    expect(() => check('code=c&state=s', announcing())).toThrow(
      expect.objectContaining({ code: 'flow_invalid', reason: 'issuer_missing' })
    );
  });

  test('is not compared without a configured issuer', () => {
    expect(() => check('code=c&state=s&iss=x', { issuer: null })).not.toThrow();
  });

  test("fills Microsoft's template with a tenant id and nothing else", () => {
    const issuer = 'https://login.microsoftonline.com/{tenantid}/v2.0';
    const of = (iss: string) => check(`code=c&state=s&iss=${encodeURIComponent(iss)}`, { issuer });
    const tenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
    expect(() => of(`https://login.microsoftonline.com/${tenant}/v2.0`)).not.toThrow();
    expect(() => of(`https://login.microsoftonline.com/${tenant}/v2.0/x`)).toThrow();
    expect(() => of(`https://loginXmicrosoftonline.com/${tenant}/v2.0`)).toThrow();
    expect(() => of('https://login.microsoftonline.com/evil/v2.0')).toThrow();
    expect(() => of(issuer)).toThrow();
  });

  test('is refused without a code', () => {
    expect(() => check('state=s')).toThrow(expect.objectContaining({ reason: 'missing_code' }));
    expect(() => check('code=&state=s')).toThrow(
      expect.objectContaining({ reason: 'missing_code' })
    );
  });

  test.each([
    ['access_denied', 'flow_invalid', 'access_denied'],
    ['server_error', 'provider_unavailable', 'server_error'],
    ['temporarily_unavailable', 'provider_unavailable', 'temporarily_unavailable'],
    ['invalid_scope', 'provider_rejected', 'invalid_scope'],
    ['unauthorized_client', 'provider_rejected', 'unauthorized_client'],
    ['redirect_uri_mismatch', 'provider_rejected', 'redirect_uri_mismatch'],
    ['<script>alert(1)</script>', 'provider_rejected', 'unknown_error'],
    ['constructor', 'provider_rejected', 'constructor'],
    ['', 'provider_rejected', 'unknown_error'],
  ])('C08 with the error "%s" becomes %s, reason %s', (error, code, reason) => {
    expect(() => check(`error=${encodeURIComponent(error)}&state=s`)).toThrow(
      expect.objectContaining({ code, reason })
    );
  });

  test.each([
    'user_cancelled_login',
    'user_cancelled_authorize',
    'user_canceled',
    'user_denied',
    'access_denied',
  ])('P05 with "%s" says that the user did not agree', (error) => {
    expect(() => check(`error=${error}&state=s`)).toThrow(
      expect.objectContaining({
        code: 'flow_invalid',
        reason: error,
        message: expect.stringMatching(
          /^You did not give consent at the provider\. To do so, connect again/
        ),
      })
    );
  });

  test.each([
    ['login_required', 'sign in there'],
    ['interaction_required', 'answer its questions there'],
    ['account_selection_required', 'choose an account there'],
    ['consent_required', 'agree there'],
  ])('P05 with "%s" says what the provider wants: %s', (error, wish) => {
    expect(() => check(`error=${error}&state=s`)).toThrow(
      expect.objectContaining({
        code: 'flow_invalid',
        reason: error,
        message: expect.stringMatching(
          new RegExp(`wants you to ${wish} first.*then connect again`)
        ),
      })
    );
  });

  test('C08 has the text of its error made safe', () => {
    const description = `line one\r\nFORGED LOG LINE\u202e\u0000 the state is secret-state-1 and ${'token1234'.repeat(6)} ${'x '.repeat(500)}`;
    const query = new URLSearchParams({
      error: 'invalid_request',
      error_description: description,
      state: 'secret-state-1',
    });
    const { message } = thrownBy(() => check(query.toString()));
    expect(message).toContain('The provider says: "line one FORGED LOG LINE');
    expect(message).not.toMatch(/\p{Cc}|\p{Cf}/u);
    expect(message).not.toContain('secret-state-1');
    expect(message).not.toContain('token1234');
    expect(message.length).toBeLessThan(600);
  });

  test('explains a redirect URI that is not registered', () => {
    const { message } = thrownBy(() => check('error=redirect_uri_mismatch&state=s'));
    expect(message).toMatch(/Register this app's Redirect URI at the provider/);
  });
});

describe('S04 an authorization response that is too long', () => {
  test.each(['code', 'state', 'iss', 'error', 'error_description', 'unknown'])(
    'is refused for "%s" before anything is done with it',
    (name) => {
      const params = new URLSearchParams({
        code: 'c',
        state: 's',
        [name]: 'x'.repeat(8 * 1024 + 1),
      });
      expect(() => check(params.toString())).toThrow(
        expect.objectContaining({
          code: 'flow_invalid',
          reason: 'parameter_too_long',
          message: expect.stringContaining('Connect again'),
        })
      );
    }
  );

  test('is not one with a code of 8,192 characters', () => {
    expect(() => check(`code=${'x'.repeat(8 * 1024)}&state=s`)).not.toThrow();
  });
});
