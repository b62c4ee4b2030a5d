import { parseAppInput, parseAppUpdate } from '../../../../server/src/controllers/validation/app';
import type { RequestError } from '../../../../server/src/errors/request-error';
import { KEYLESS_AUTH_METHODS } from '../../../../server/src/oauth/client-auth-methods';
import { TRANSPORT_HEADERS } from '../../../../server/src/oauth/transport-headers';
import {
  ACCESS_TOKEN_ON_REFRESH,
  ID_TOKEN_USES,
  LIFETIME_UNITS,
  PKCE_METHODS,
  REQUEST_FORMATS,
  RESPONSE_MEMBER_NAMES,
  REVOKED_TOKENS,
  STANDARD_PROTOCOL,
  withStandard,
  type ProtocolDeviations,
} from '../../../../server/src/protocol-settings';
import { formRules } from '../../../support/properties/form-rules';

const parsed = (protocol: unknown): ProtocolDeviations | undefined =>
  parseAppUpdate({ data: { configVersion: 1, protocol } }, formRules).protocol;

/** The messages by path; empty if the settings are accepted. */
const problemsOf = (protocol: unknown): Record<string, string> => {
  try {
    parsed(protocol);
    return {};
  } catch (error) {
    const { errors } = (error as RequestError).details as {
      errors: { path: string[]; message: string }[];
    };
    return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
  }
};

const pathsOf = (protocol: unknown): string[] => Object.keys(problemsOf(protocol));

const LONG = 'a'.repeat(201);

const TOO_MANY = Array.from({ length: 201 }, (_item, index) => ({
  key: `k${index}`,
  value: `v${index}`,
}));

describe('the protocol settings of an app', () => {
  it('may be absent, empty or complete, for a new app and for a change', () => {
    const create = (protocol: unknown) =>
      parseAppInput({ data: { name: 'Mail', protocol } }, formRules).protocol;
    expect(create(undefined)).toBeUndefined();
    expect(create({})).toEqual({});
    expect(create(STANDARD_PROTOCOL)).toEqual(STANDARD_PROTOCOL);
    expect(parsed(undefined)).toBeUndefined();
    expect(parsed(STANDARD_PROTOCOL)).toEqual(STANDARD_PROTOCOL);
  });

  it.each([null, [], 'none', 7])('may not be %j', (protocol) => {
    expect(pathsOf(protocol)).toEqual(['protocol']);
  });

  it.each(['PKCE', 'headers', 'clientSecret', 'toString', 'constructor'])(
    'do not have %s',
    (name) => {
      expect(problemsOf({ pkce: 'none', [name]: 'x' })).toEqual({
        protocol: expect.stringContaining(name),
      });
    }
  );

  it('take nothing from another prototype', () => {
    const protocol = parsed(JSON.parse('{"__proto__":{"pkce":"none"}}'));
    expect(Object.getPrototypeOf(protocol)).toBe(Object.prototype);
    expect(withStandard(protocol ?? null)).toEqual(STANDARD_PROTOCOL);
  });
});

describe('a setting is accepted as it is', () => {
  it.each<[keyof ProtocolDeviations, unknown[]]>([
    ['pkce', [...PKCE_METHODS]],
    ['responseType', ['code', '', 'auth_code', 'code none']],
    ['scopeSeparator', [' ', ',', ';', '|', '+', ':', ', ', ' | ']],
    [
      'authorizationParamNames',
      [[], [{ key: 'client_id', value: 'app_id' }], [{ key: 'scope', value: '' }]],
    ],
    ['codeParam', ['code', 'auth_code', 'oauth_verifier', 'authorization[code]']],
    ['requestFormat', [...REQUEST_FORMATS]],
    ['refreshRequestFormat', [...REQUEST_FORMATS, null]],
    ['secondTokenRequestFormat', [...REQUEST_FORMATS, null]],
    ['accessTokenOnRefresh', [...ACCESS_TOKEN_ON_REFRESH]],
    ['revocationRequestFormat', [...REQUEST_FORMATS, null]],
    ['revocationAuthMethod', [...KEYLESS_AUTH_METHODS, null]],
    ['revokedToken', [...REVOKED_TOKENS]],
    [
      'tokenParamNames',
      [[], [{ key: 'client_id', value: 'client_key' }], [{ key: 'grant_type', value: '' }]],
    ],
    [
      'requestHeaders',
      [
        [],
        [{ key: 'Notion-Version', value: '2022-06-28' }],
        [{ key: 'X_!#$%&*+.^`|~', value: ' ~!"()'.trim() }],
      ],
    ],
    [
      'refreshParams',
      [
        [],
        [{ key: 'grant_type', value: 'fb_exchange_token' }],
        [{ key: 'scope', value: 'a b' }],
        [{ key: 'reason', value: '' }],
      ],
    ],
    [
      'responsePlaces',
      [
        {},
        ...RESPONSE_MEMBER_NAMES.map((member) => ({ [member]: ['/data/value', 'other'] })),
        { accessToken: ['/data/access_token'], accountId: [] },
      ],
    ],
    ['idTokens', [...ID_TOKEN_USES]],
    ['lifetimeUnit', Object.keys(LIFETIME_UNITS)],
    ['tokenTypes', [[], ['user', 'bot'], ['urn:example:token']]],
    ['endedGrantWords', [[], [{ key: '/error/code', value: '190' }]]],
    ['apiHeader', ['Authorization', 'X-Shopify-Access-Token', 'x-api-key']],
    ['apiScheme', ['Bearer', 'token', 'Zoho-oauthtoken', '']],
    ['apiHeaders', [[], [{ key: 'Accept', value: 'application/json; v=1' }]]],
  ])('%s', (name, values) => {
    for (const value of values) expect(parsed({ [name]: value })).toEqual({ [name]: value });
  });

  it('without the spaces around it, except for a separator', () => {
    expect(
      parsed({
        responseType: ' code ',
        scopeSeparator: ' ',
        codeParam: ' auth_code ',
        tokenParamNames: [{ key: ' client_id ', value: ' client_key ' }],
        requestHeaders: [{ key: ' X-Version ', value: ' 1 ' }],
        apiScheme: ' Token ',
        responsePlaces: { accessToken: [' /data/token '] },
      })
    ).toEqual({
      responseType: 'code',
      scopeSeparator: ' ',
      codeParam: 'auth_code',
      tokenParamNames: [{ key: 'client_id', value: 'client_key' }],
      requestHeaders: [{ key: 'X-Version', value: '1' }],
      apiScheme: 'Token',
      responsePlaces: { accessToken: ['/data/token'] },
    });
  });
});

const pair = (key: unknown, value: unknown) => [{ key, value }];

describe('a setting is refused at its path', () => {
  it.each<[string, unknown[], string]>([
    ['pkce', ['plain', 's256', '', null, true], ''],
    [
      'responseType',
      [null, 'a'.repeat(101), 'cöde', 'a\nb', 7, 'token', 'code id_token', 'TOKEN'],
      '',
    ],
    ['scopeSeparator', ['', '    ', 'a', '%20', '\t', '\n', '&', null], ''],
    [
      'codeParam',
      ['', ' ', 'a b', 'cöde', LONG, null, 'state', 'error', 'error_description', 'iss'],
      '',
    ],
    ['requestFormat', ['FORM', 'xml', '', null, 'constructor'], ''],
    ['refreshRequestFormat', ['FORM', 'xml', '', 'constructor', {}], ''],
    ['secondTokenRequestFormat', ['FORM', 'xml', '', 'constructor', {}], ''],
    ['accessTokenOnRefresh', ['Kept', 'renewed', '', null, 'constructor'], ''],
    ['revocationRequestFormat', ['FORM', 'xml', '', 'constructor', {}], ''],
    ['revocationAuthMethod', ['private_key_jwt', 'None', '', 'constructor', {}], ''],
    ['revokedToken', ['id_token', 'both', '', null, 'toString'], ''],
    ['idTokens', ['unverified', '', null, true], ''],
    ['lifetimeUnit', ['second', 'weeks', '', null, 'toString', '__proto__'], ''],
    ['apiHeader', ['', 'X Y', 'X:Y', 'X\r\nY', 'Ü', LONG, null, 'Host', 'content-length'], ''],
    ['apiScheme', ['a b', 'Bearer:', 'Ü', 'a\nb', 'a'.repeat(51), null], ''],
    ['authorizationParamNames', [null, {}, TOO_MANY], ''],
    ['tokenParamNames', [null, {}, TOO_MANY], ''],
    ['requestHeaders', [null, {}, TOO_MANY], ''],
    ['refreshParams', [null, {}, TOO_MANY], ''],
    ['secondTokenParams', [null, {}, TOO_MANY], ''],
    ['secondTokenParams', [pair('', 'a'), pair('a b', 'a')], '.0.key'],
    ['endedGrantWords', [null, {}, TOO_MANY], ''],
    ['apiHeaders', [null, {}, TOO_MANY], ''],
    ['tokenTypes', [null, {}, Array(201).fill('a')], ''],
    ['tokenTypes', [[''], ['a b'], ['a\n'.repeat(2)], [null]], '.0'],
    ['authorizationParamNames', [pair('', 'a'), pair('a b', 'a'), pair(null, 'a')], '.0.key'],
    ['authorizationParamNames', [pair('a', 'b c'), pair('a', ' '), pair('a', null)], '.0.value'],
    ['authorizationParamNames', [pair('state', ''), pair(' state ', '')], '.0.value'],
    ['tokenParamNames', [pair('', 'a'), pair('ä', 'a'), pair(LONG, 'a')], '.0.key'],
    ['tokenParamNames', [pair('a', 'b c'), pair('a', LONG), pair('a', 7)], '.0.value'],
    ['refreshParams', [pair('', 'a'), pair('a b', 'a'), pair('code', 'a')], '.0.key'],
    ['refreshParams', [pair('refresh_token', 'a'), pair('Client_Secret', 'a')], '.0.key'],
    [
      'refreshParams',
      [pair('a', 'b\0'), pair('a', null), pair('a', 'v'.repeat(2_001))],
      '.0.value',
    ],
    [
      'refreshParams',
      [pair('resource', 'no address'), pair('resource', 'https://a#b')],
      '.0.value',
    ],
    ['endedGrantWords', [pair('', 'a'), pair('/~2', 'a'), pair(null, 'a')], '.0.key'],
    [
      'endedGrantWords',
      [pair('a', ''), pair('a', ' '), pair('a', 190), pair('a', LONG)],
      '.0.value',
    ],
  ])('%s', (name, values, below) => {
    for (const value of values) {
      expect([value, pathsOf({ [name]: value })]).toEqual([value, [`protocol.${name}${below}`]]);
    }
  });

  it('in the element of a list that is wrong, and only there', () => {
    const good = { key: 'X-Version', value: '1' };
    const bad = { key: 'X Version', value: '1\r\nX-Evil: 1' };
    expect(pathsOf({ requestHeaders: [good, bad, good], apiHeaders: [good, bad] })).toEqual([
      'protocol.requestHeaders.1.key',
      'protocol.requestHeaders.1.value',
      'protocol.apiHeaders.1.key',
      'protocol.apiHeaders.1.value',
    ]);
  });

  it('does not repeat the value in its message', () => {
    const secret = 'S3cret\nS3cret';
    const messages = Object.values(
      problemsOf({ requestHeaders: pair('X-Key', secret), codeParam: secret, apiScheme: secret })
    );
    expect(messages).toHaveLength(3);
    for (const message of messages) expect(message).not.toContain('S3cret');
  });
});

describe.each(['requestHeaders', 'apiHeaders'] as const)('the headers in %s', (name) => {
  it.each([...TRANSPORT_HEADERS, 'Authorization', 'authorization', 'Transfer-Encoding', 'HOST'])(
    'never set %s',
    (header) => {
      expect(problemsOf({ [name]: pair(header, 'x') })).toEqual({
        [`protocol.${name}.0.key`]: `The header "${header}" is set by the request itself. Remove it.`,
      });
    }
  );

  it.each(['', 'X Y', 'X:Y', 'X\r\nY', '(x)', 'ä', 'x\0', LONG])(
    'never have the name %j',
    (key) => {
      expect(pathsOf({ [name]: pair(key, 'x') })).toEqual([`protocol.${name}.0.key`]);
    }
  );

  it.each(['', ' ', 'a\r\nX-Evil: 1', 'a\nb', 'a\tb', 'ä', 'a\0', '\u2028', 'v'.repeat(2_001)])(
    'never have the value %j',
    (value) => {
      expect(pathsOf({ [name]: pair('X-Version', value) })).toEqual([`protocol.${name}.0.value`]);
    }
  );
});

it('the type of the body belongs to the format of the request, and to the caller of an API', () => {
  const headers = pair('Content-Type', 'text/plain');
  expect(pathsOf({ requestHeaders: headers })).toEqual(['protocol.requestHeaders.0.key']);
  expect(pathsOf({ apiHeaders: headers })).toEqual([]);
});

describe('the places in a response', () => {
  it('are those of known members', () => {
    expect(pathsOf({ responsePlaces: { access_token: ['a'] } })).toEqual([
      'protocol.responsePlaces',
    ]);
    expect(pathsOf({ responsePlaces: null })).toEqual(['protocol.responsePlaces']);
  });

  it.each(RESPONSE_MEMBER_NAMES)('of %s are checked one by one', (member) => {
    const at = (places: unknown) => pathsOf({ responsePlaces: { [member]: places } });
    expect(at('a')).toEqual([`protocol.responsePlaces.${member}`]);
    expect(at(null)).toEqual([`protocol.responsePlaces.${member}`]);
    expect(at(Array(11).fill('a'))).toEqual([`protocol.responsePlaces.${member}`]);
    expect(at(['a', '/~', 'b', ''])).toEqual([
      `protocol.responsePlaces.${member}.1`,
      `protocol.responsePlaces.${member}.3`,
    ]);
  });

  it.each(['accountId', 'accountName', 'error', 'errorDescription', 'scope'])(
    'of %s hold no token, because they are shown',
    (member) => {
      const responsePlaces = { [member]: ['/user/id', '/data/access_token'] };
      expect(problemsOf({ responsePlaces })).toEqual({
        [`protocol.responsePlaces.${member}.1`]: expect.stringContaining('must not be shown'),
      });
    }
  );

  it('of tokens may hold tokens', () => {
    const responsePlaces = { accessToken: ['/data/token'], refreshToken: ['refresh-token'] };
    expect(problemsOf({ responsePlaces })).toEqual({});
  });
});

describe('other names for parameters', () => {
  it('cannot leave out the state, even after another entry for it', () => {
    const names = [...pair('state', 'st'), ...pair('state', '')];
    expect(pathsOf({ authorizationParamNames: names })).toEqual([
      'protocol.authorizationParamNames.1.value',
    ]);
  });

  it('cannot put another parameter in the place of the state', () => {
    expect(pathsOf({ authorizationParamNames: pair('nonce', 'state') })).toEqual([
      'protocol.authorizationParamNames.0.value',
    ]);
  });

  it('are different for different parameters', () => {
    const names = [...pair('client_id', 'app'), ...pair('redirect_uri', 'app')];
    expect(pathsOf({ authorizationParamNames: names })).toEqual([
      'protocol.authorizationParamNames.1.value',
    ]);
  });
});
