import type { Endpoint } from '../../../../server/src/endpoints';
import type { RequestError } from '../../../../server/src/errors/request-error';
import { ENTRA_ISSUER_TEMPLATE } from '../../../../server/src/oauth/issuers';
import { withValues } from '../../../../server/src/services/apps/app-variables';
import { assertVariables } from '../../../../server/src/services/apps/variable-rules';
import type { App } from '../../../../server/src/store/apps';
import {
  VARIABLE_SOURCES,
  type AppVariable,
  type VariableSource,
} from '../../../../server/src/variables';
import { appRow } from '../../../support/databases/rows';
import { formRules } from '../../../support/properties/form-rules';
import { withStandard } from '../../../../server/src/protocol-settings';
import { aVariable } from '../../../support/strapi/app-fields';

/** The first message by its path; empty if the app is accepted. */
const problemOf = (app: Partial<App>): Record<string, string> => {
  try {
    assertVariables(appRow(app), formRules.assertUrlAllowed);
    return {};
  } catch (error) {
    const { errors } = (error as RequestError).details as {
      errors: { path: string[]; message: string }[];
    };
    return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
  }
};

const pathsOf = (app: Partial<App>): string[] => Object.keys(problemOf(app));

const FROM: Record<VariableSource, string> = {
  app: 'eu1',
  person: '',
  callback: 'location',
  response: 'instance',
};

const sourced = (source: VariableSource, changes: Partial<AppVariable> = {}): AppVariable =>
  aVariable({ source, from: FROM[source], ...changes });

describe('an app without variables', () => {
  it('is accepted with any addresses, and with none', () => {
    expect(problemOf({})).toEqual({});
    expect(
      problemOf({
        issuer: 'https://accounts.example.com',
        tokenEndpoint: 'https://localhost/token',
        apiOrigins: ['https://api.example.com'],
      })
    ).toEqual({});
  });

  it("may have Microsoft's issuer for any tenant, whose placeholder stays", () => {
    expect(problemOf({ issuer: ENTRA_ISSUER_TEMPLATE })).toEqual({});
  });

  it.each([
    'https://login.microsoftonline.com/{tenantid}/v2.0/',
    'https://login.microsoftonline.com/{tenantid}/v1.0',
    'https://login.microsoftonline.us/{tenantid}/v2.0',
    'https://login.microsoftonline.com/{tenant}/v2.0',
    'https://LOGIN.microsoftonline.com/{tenantid}/v2.0',
  ])('may have no other issuer with a placeholder: %s', (issuer) => {
    expect(problemOf({ issuer })).toEqual({
      issuer: expect.stringMatching(/^There is no variable "tenant(id)?"\./),
    });
  });

  it("may have Microsoft's template as its issuer only", () => {
    expect(pathsOf({ tokenEndpoint: ENTRA_ISSUER_TEMPLATE })).toEqual(['tokenEndpoint']);
  });
});

describe('a placeholder without a variable', () => {
  it.each<[Partial<App>, string]>([
    [{ tokenEndpoint: 'https://{Shop}.example.com/token' }, 'tokenEndpoint'],
    [{ jwksUri: 'https://example.com/{constructor}' }, 'jwksUri'],
    [{ apiOrigins: ['https://a.example.com', 'https://{b}.example.com'] }, 'apiOrigins.1'],
  ])('is refused at its address: %j', (addresses, path) => {
    expect(problemOf({ ...addresses, variables: [aVariable()] })).toEqual({
      [path]: expect.stringContaining('There is no variable'),
    });
  });

  it('is refused even if another one of the same address has a variable', () => {
    const tokenEndpoint = 'https://{shop}.example.com/{tenant}/token';
    expect(pathsOf({ tokenEndpoint, variables: [aVariable()] })).toEqual(['tokenEndpoint']);
  });
});

describe('a value that comes too late for an address', () => {
  /** When each address is used first, so from which sources its values may come. */
  const KNOWN: Record<Endpoint | 'issuer', readonly VariableSource[]> = {
    authorizationEndpoint: ['app', 'person'],
    pushedAuthorizationRequestEndpoint: ['app', 'person'],
    deviceAuthorizationEndpoint: ['app', 'person'],
    // RFC 9207 §2.4: the callback names an issuer, which must not come from the same callback.
    issuer: ['app', 'person'],
    tokenEndpoint: ['app', 'person', 'callback'],
    jwksUri: ['app', 'person', 'callback'],
    secondTokenEndpoint: ['app', 'person', 'callback'],
    refreshEndpoint: VARIABLE_SOURCES,
    revocationEndpoint: VARIABLE_SOURCES,
    userinfoEndpoint: VARIABLE_SOURCES,
    introspectionEndpoint: VARIABLE_SOURCES,
  };

  const cases = Object.entries(KNOWN).flatMap(([address, known]) =>
    VARIABLE_SOURCES.map((source) => ({ address, source, isKnown: known.includes(source) }))
  );

  it.each(cases.filter(({ isKnown }) => isKnown))(
    'is none in the $address from source $source',
    ({ address, source }) => {
      const url = 'https://{shop}.example.com/path';
      expect(problemOf({ [address]: url, variables: [sourced(source)] })).toEqual({});
    }
  );

  it.each(cases.filter(({ isKnown }) => !isKnown))(
    'is refused in the $address from source $source',
    ({ address, source }) => {
      const url = 'https://{shop}.example.com/path';
      expect(problemOf({ [address]: url, variables: [sourced(source)] })).toEqual({
        [address]: expect.stringContaining('is not known yet'),
      });
    }
  );

  it.each(VARIABLE_SOURCES)('is none in an API origin from source %s', (source) => {
    const apiOrigins = ['https://{shop}.example.com'];
    expect(problemOf({ apiOrigins, variables: [sourced(source)] })).toEqual({});
  });
});

describe('the end of a host name', () => {
  const OTHERS = VARIABLE_SOURCES.filter((source) => source !== 'app');

  /** An address that any source may use. */
  const withOrigin = (address: string, changed: Partial<AppVariable>, source: VariableSource) =>
    problemOf({ userinfoEndpoint: address, variables: [sourced(source, changed)] });

  const NOT_FIXED = { userinfoEndpoint: expect.stringContaining('is not fixed') };

  describe.each(OTHERS)('with a value of source %s', (source) => {
    it.each([
      ['https://{shop}.example.com/me', ''],
      ['https://a-{shop}.eu.example.com/me', ''],
      ['https://example.com/{shop}/me', ''],
      ['https://example.com/me?shop={shop}', ''],
      ['https://{shop}/me', '*.example.com'],
      ['https://{shop}.com/me', '*.example'],
      ['{shop}/me', '*.example.com'],
      ['{shop}/me', 'eu-*.example.com'],
      ['{shop}/me', 'api.example.com'],
      ['{shop}/me', '*.example.com:8443'],
      ['{shop}.example.com/me', '*'],
    ])('is fixed in %s with the pattern "%s"', (address, pattern) => {
      expect(withOrigin(address, { pattern }, source)).toEqual({});
    });

    it.each([
      ['https://{shop}/me', ''],
      ['https://{shop}/me', '*'],
      ['https://{shop}/me', '*.*'],
      ['https://{shop}/me', '*.com'],
      ['https://{shop}/me', 'example.*'],
      ['https://{shop}/me', '*example.com'],
      ['https://{shop}/me', 'a.example*.com'],
      ['https://{shop}.com/me', ''],
      ['https://api.{shop}.com/me', ''],
      ['https://api.example.{shop}/me', ''],
      ['https://example{shop}.com/me', ''],
      ['https://example.com{shop}/me', ''],
      ['https://{shop}?x=.example.com', ''],
      ['https://{shop}#.example.com', ''],
      ['https://10.0.0.{shop}/me', ''],
      ['{shop}/me', ''],
      ['{shop}/me', '*'],
      ['{shop}/me', '*.com'],
      ['{shop}/me', '*.example.com:*'],
      ['{shop}', ''],
      ['{shop}.com/me', ''],
    ])('is not fixed in %s with the pattern "%s"', (address, pattern) => {
      expect(withOrigin(address, { pattern }, source)).toEqual(NOT_FIXED);
    });
  });

  it.each([
    'https:/{shop}/me',
    'https:{shop}/me',
    'https:///{shop}/me',
    'https:\\\\{shop}\\me',
    'https://{shop}\\.example.com/me',
    'https://{shop}\\@login.example.com/me',
  ])('is not fixed where requests go to the value all the same: %s', (address) => {
    expect(withOrigin(address, {}, 'callback')).toEqual(NOT_FIXED);
  });

  it('may be a value of the app, which nobody else can change', () => {
    const variables = [sourced('app', { from: 'example.com' })];
    expect(problemOf({ tokenEndpoint: 'https://{shop}/token', variables })).toEqual({});
    expect(problemOf({ tokenEndpoint: 'https://api.{shop}/token', variables })).toEqual({});
    const origin = [sourced('app', { from: 'https://api.example.com' })];
    expect(problemOf({ tokenEndpoint: '{shop}/token', variables: origin })).toEqual({});
  });

  it('is checked in each API origin', () => {
    const apiOrigins = ['https://{shop}.example.com', 'https://{shop}'];
    expect(pathsOf({ apiOrigins, variables: [aVariable()] })).toEqual(['apiOrigins.1']);
  });

  it('is checked with all variables of an address together', () => {
    const variables = [aVariable({ name: 'a' }), sourced('app', { name: 'b', from: 'example' })];
    const at = (tokenEndpoint: string) => pathsOf({ tokenEndpoint, variables });
    expect(at('https://{a}.{b}.com/token')).toEqual([]);
    expect(at('https://{b}.{a}.com/token')).toEqual(['tokenEndpoint']);
    expect(at('https://{a}{b}.com/token')).toEqual(['tokenEndpoint']);
  });
});

describe('the fixed value of a variable', () => {
  const fixed = (from: string, addresses: Partial<App>, pattern = '') =>
    problemOf({
      ...addresses,
      variables: [aVariable({ name: 'a' }), sourced('app', { from, pattern })],
    });

  const PART = { tokenEndpoint: 'https://{shop}.example.com/token' };
  const ORIGIN = { tokenEndpoint: '{shop}/token' };

  it('is accepted where it fits', () => {
    expect(fixed('eu1', PART)).toEqual({});
    expect(fixed('eu1', PART, 'eu*')).toEqual({});
    expect(fixed('https://eu1.example.com', ORIGIN)).toEqual({});
    expect(fixed('any text / @ #', {})).toEqual({});
  });

  it.each(['eu/1', 'a@b', 'a#b', '..', 'https://eu1', 'a:1', 'ä', '*', '$&'])(
    'is refused at its variable if it is no part of an address: %s',
    (from) => {
      expect(Object.keys(fixed(from, PART))).toEqual(['variables.1.from']);
    }
  );

  it.each([
    'eu1.example.com',
    'http://eu1.example.com',
    'https://eu1.example.com/x',
    'https://user@eu1.example.com',
    'https://10.0.0.1',
    'https://localhost',
  ])('is refused at its variable if it is no origin: %s', (from) => {
    expect(Object.keys(fixed(from, ORIGIN))).toEqual(['variables.1.from']);
  });

  it('is refused if it does not fit the pattern of the variable', () => {
    expect(Object.keys(fixed('us1', PART, 'eu*'))).toEqual(['variables.1.from']);
    expect(Object.keys(fixed('https://us1.example.com', ORIGIN, 'eu*.example.com'))).toEqual([
      'variables.1.from',
    ]);
  });

  it('is refused if it cannot be stored, even if no address uses it', () => {
    expect(Object.keys(fixed('a\nb', {}))).toEqual(['variables.1.from']);
  });
});

describe('a fixed origin', () => {
  it.each(['https://eu.example.com', 'https://eu.example.com/'])(
    'is refused, or has one slash after it in an address: %s',
    (from) => {
      const app = appRow({ tokenEndpoint: '{shop}/token', variables: [sourced('app', { from })] });
      const address = pathsOf(app).length === 0 ? withValues(app, {}).tokenEndpoint : null;
      expect([null, 'https://eu.example.com/token']).toContain(address);
    }
  );
});

describe('a variable that is an origin in one address', () => {
  const alsoIn = (tokenEndpoint: string) => {
    const variables = [aVariable({ pattern: '*.example.com' })];
    return pathsOf({ userinfoEndpoint: '{shop}/me', tokenEndpoint, variables });
  };

  it('may be the origin of another one', () => {
    expect(alsoIn('{shop}/token')).toEqual([]);
  });

  it('is no part of the host of another one, which it would replace', () => {
    expect(alsoIn('https://{shop}.example.com/token')).toEqual(['tokenEndpoint']);
  });
});

describe('a pattern with alternatives', () => {
  const data = (pattern: string) => ({
    tokenEndpoint: '{server}/token',
    variables: [aVariable({ name: 'server', source: 'callback', from: 'server', pattern })],
  });

  it('lets one app serve data centres with domains of their own', () => {
    expect(problemOf(data('accounts.example.com|accounts.example.eu|*.example.com.au'))).toEqual(
      {}
    );
  });

  it.each(['accounts.example.com|*', 'accounts.example.com|*.eu', '*|accounts.example.com'])(
    'is refused if one of them decides nothing: %s',
    (pattern) => {
      expect(Object.keys(problemOf(data(pattern)))).toEqual(['tokenEndpoint']);
    }
  );

  it('is checked in every combination with the others of the same address', () => {
    const variables = [
      aVariable({ name: 'a', pattern: '*|x.y' }),
      aVariable({ name: 'b', pattern: 'c.example.com|com' }),
    ];
    const tokenEndpoint = 'https://login.{a}.{b}/token';
    expect(Object.keys(problemOf({ tokenEndpoint, variables }))).toEqual(['tokenEndpoint']);
  });

  it('may not have so many that the check would take long', () => {
    const pattern = Array.from({ length: 30 }, (_one, index) => `p${index}`).join('|');
    const names = ['a', 'b', 'c'];
    const variables = names.map((name) => aVariable({ name, pattern }));
    const tokenEndpoint = 'https://{a}-{b}-{c}.example.com/token';
    expect(Object.keys(problemOf({ tokenEndpoint, variables }))).toEqual(['tokenEndpoint']);
  });
});

describe('a variable of the callback', () => {
  it('must not keep the code, whatever the callback calls it', () => {
    const app = {
      protocol: withStandard({ codeParam: 'auth_code' }),
      variables: [aVariable({ source: 'callback', from: 'auth_code' })],
    };
    expect(Object.keys(problemOf(app))).toEqual(['variables.0.from']);
  });
});
