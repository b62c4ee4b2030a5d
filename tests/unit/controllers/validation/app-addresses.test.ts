import { parseAppUpdate } from '../../../../server/src/controllers/validation/app';
import type { AppUpdate } from '../../../../server/src/contracts';
import { ENDPOINTS } from '../../../../server/src/endpoints';
import type { RequestError } from '../../../../server/src/errors/request-error';
import { ENTRA_ISSUER_TEMPLATE } from '../../../../server/src/oauth/issuers';
import { placeholdersIn } from '../../../../server/src/variables';
import { formRules } from '../../../support/properties/form-rules';

const parsed = (data: object): AppUpdate =>
  parseAppUpdate({ data: { configVersion: 1, ...data } }, formRules);

const problemsOf = (data: object): Record<string, string> => {
  try {
    parsed(data);
    return {};
  } catch (error) {
    const { errors } = (error as RequestError).details as {
      errors: { path: string[]; message: string }[];
    };
    return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
  }
};

const pathsOf = (data: object): string[] => Object.keys(problemsOf(data));

const ADDRESSES = ['issuer', ...ENDPOINTS] as const;

const TEMPLATES = [
  'https://{shop}.example.com/oauth/token',
  'https://login-{region}.example.com/{tenant}/token',
  'https://api.example.com/{tenant}/{tenant}/token',
  'https://api.example.com:8443/token?tenant={tenant}',
  '{instance}/oauth/token',
  '{instance}/oauth/{tenant}',
  '{instance}',
];

describe.each(ADDRESSES)('the %s of an app', (name) => {
  it.each(TEMPLATES)('may have variables: %s', (address) => {
    expect(parsed({ [name]: address })).toMatchObject({ [name]: address });
  });

  it.each([
    'http://{shop}.example.com/token',
    'ftp://{shop}.example.com/token',
    'http{s}://example.com/token',
    'https://{user}@example.com/token',
    'https://user:{password}@example.com/token',
    '{instance}@example.com/token',
    'https://example.com:{port}/token',
    'https://{shop}.example.com/#{part}',
    'https://{shop}.example.com./token',
    'https://{a}.0.0.1/token',
    'https://127.0.0.1/{tenant}',
    'https://10.0.0.1/{tenant}',
    'https://{shop}.localhost/token',
    'https://localhost/{tenant}',
    'javascript:alert({x})',
    '//{shop}.example.com/token',
    '/{tenant}',
    'tenant {tenant}',
  ])('is refused as it would be without variables: %s', (address) => {
    expect(pathsOf({ [name]: address })).toEqual([name]);
  });
});

it('the issuer of Microsoft for any tenant is accepted as it is', () => {
  expect(parsed({ issuer: ENTRA_ISSUER_TEMPLATE }).issuer).toBe(ENTRA_ISSUER_TEMPLATE);
});

describe('a consent page', () => {
  it.each([
    'https://app.example.com/#/connect',
    'https://app.example.com/#!/connect?team=1',
    'https://{shop}.example.com/#/{tenant}',
    '{instance}/#/connect',
  ])('may be a route of a web app: %s', (authorizationEndpoint) => {
    expect(parsed({ authorizationEndpoint })).toMatchObject({ authorizationEndpoint });
  });

  it.each(['https://app.example.com/#top', 'https://10.0.0.1/#/connect', 'http://a.example/#/x'])(
    'may be no other address for that: %s',
    (authorizationEndpoint) => {
      expect(pathsOf({ authorizationEndpoint })).toEqual(['authorizationEndpoint']);
    }
  );

  it.each(ADDRESSES.filter((name) => name !== 'authorizationEndpoint'))(
    'is the only address with a route: %s may not have one',
    (name) => {
      expect(pathsOf({ [name]: 'https://app.example.com/#/connect' })).toEqual([name]);
    }
  );
});

describe('the API origins of an app', () => {
  const originsOf = (...apiOrigins: string[]) => parsed({ apiOrigins }).apiOrigins ?? [];

  it.each([
    ['https://{shop}.example.com', 'https://{shop}.example.com'],
    ['https://{shop}.example.com/', 'https://{shop}.example.com'],
    ['https://api-{region}.example.com:8443/', 'https://api-{region}.example.com:8443'],
    ['{instance}', '{instance}'],
    ['{instance}/', '{instance}'],
    [' https://API.example.com:443/ ', 'https://api.example.com'],
  ])('are origins without a slash at the end: %s', (given, expected) => {
    expect(originsOf(given)).toEqual([expected]);
  });

  it.each(['https://{Shop}.example.com', 'https://API.{realmId}.example.com/'])(
    'keep the names of their variables as they are: %s',
    (given) => {
      expect(originsOf(given).flatMap(placeholdersIn)).toEqual(placeholdersIn(given));
    }
  );

  it('are each named once', () => {
    expect(originsOf('https://{shop}.example.com', 'https://{shop}.example.com/')).toEqual([
      'https://{shop}.example.com',
    ]);
  });

  it.each([
    'https://api.example.com/{tenant}',
    'https://{shop}.example.com/v1',
    'https://{shop}.example.com?x={y}',
    '{instance}/v1',
    '{instance}{path}/x',
    'https://{shop}.example.com#x',
    'http://{shop}.example.com',
    'https://{user}@example.com',
    'https://example.com:{port}',
  ])('are no longer addresses: %s', (origin) => {
    expect(pathsOf({ apiOrigins: ['https://api.example.com', origin] })).toEqual(['apiOrigins.1']);
  });
});

it('a message never repeats the address', () => {
  const problems = problemsOf({ tokenEndpoint: 'http://{S3cret}.example.com/S3cret' });
  expect(Object.values(problems)).toHaveLength(1);
  expect(JSON.stringify(problems)).not.toContain('S3cret');
});
