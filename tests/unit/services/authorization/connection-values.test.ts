import { isConnectedAppsError } from '../../../../server/src/errors/connected-apps-error';
import type { RequestError } from '../../../../server/src/errors/request-error';
import {
  askedOf,
  valuesOfPerson,
  valuesOfProvider,
} from '../../../../server/src/services/authorization/connection-values';
import type { App } from '../../../../server/src/store/apps';
import type { Values } from '../../../../server/src/variables';
import { appRow } from '../../../support/databases/rows';
import { formRules } from '../../../support/properties/form-rules';
import { aVariable } from '../../../support/strapi/app-fields';

const SHOP = aVariable({ label: 'Shop', pattern: 'my-*', example: 'my-shop' });
const TEAM = aVariable({ name: 'team' });
const REGION = aVariable({ name: 'region', source: 'app', from: 'eu' });
const REALM = aVariable({ name: 'realm', source: 'callback', from: 'realmId' });
const SERVER = aVariable({
  name: 'server',
  source: 'callback',
  from: 'accounts-server',
  pattern: '*.example.com',
});
const INSTANCE = aVariable({
  name: 'instance',
  source: 'response',
  from: 'instance_url',
  pattern: '*.example.com',
});

const APP = appRow({
  authorizationEndpoint: 'https://{shop}.example.com/authorize',
  tokenEndpoint: '{server}/token',
  userinfoEndpoint: '{instance}/me',
  variables: [SHOP, TEAM, REGION, REALM, SERVER, INSTANCE],
});

const ofPerson = (given: Values, app: App = APP) =>
  valuesOfPerson(app, given, formRules.assertUrlAllowed);

const ofProvider = (source: 'callback' | 'response', told: Record<string, string>, app = APP) =>
  valuesOfProvider(
    app,
    source,
    (from) => (Object.hasOwn(told, from) ? String(told[from]) : null),
    formRules.assertUrlAllowed
  );

const errorOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

const fieldsOf = (run: () => unknown): Record<string, string> => {
  const { details } = errorOf(run) as RequestError;
  const { errors } = details as { errors: { path: string[]; message: string }[] };
  return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
};

describe('the values that a person gives', () => {
  it('are those that the app asks for', () => {
    expect(askedOf(APP)).toEqual([SHOP, TEAM]);
    expect(ofPerson({ shop: 'my-shop', team: 'Team 1' })).toEqual({
      shop: 'my-shop',
      team: 'Team 1',
    });
  });

  it('are none if the app asks for nothing', () => {
    const app = appRow({ variables: [REGION, REALM, INSTANCE] });
    expect(askedOf(app)).toEqual([]);
    expect(ofPerson({}, app)).toEqual({});
  });

  it('are stored without blanks around them', () => {
    expect(ofPerson({ shop: ' my-shop\n', team: ' Team 1 ' })).toEqual({
      shop: 'my-shop',
      team: 'Team 1',
    });
  });

  it.each(['region', 'realm', 'server', 'instance', 'other', 'constructor', 'Shop'])(
    'are refused for what the app does not ask for: %s',
    (name) => {
      const given = { shop: 'my-shop', team: 'a', [name]: 'evil' };
      expect(fieldsOf(() => ofPerson(given))).toEqual({
        [`values.${name}`]: `This app does not ask for "${name}".`,
      });
    }
  );

  it('are refused for the prototype, too', () => {
    const given = JSON.parse('{"__proto__":"evil","shop":"my-shop","team":"a"}') as Values;
    expect(Object.keys(fieldsOf(() => ofPerson(given)))).toEqual(['values.__proto__']);
  });

  it.each<Values>([{}, { shop: 'my-shop' }, { shop: 'my-shop', team: '' }, { team: 'a' }])(
    'are refused if one is missing: %j',
    (given) => {
      const missing = given.shop === undefined ? 'values.shop' : 'values.team';
      expect(Object.keys(fieldsOf(() => ofPerson(given)))).toEqual([missing]);
    }
  );

  it('are not taken from the prototype if one is missing', () => {
    const app = appRow({ variables: [aVariable({ name: 'constructor' })] });
    expect(Object.keys(fieldsOf(() => ofPerson({}, app)))).toEqual(['values.constructor']);
    expect(ofPerson({ constructor: 'own' } as unknown as Values, app)).toEqual({
      constructor: 'own',
    });
  });

  it.each([
    'your-shop',
    'my-',
    'my-a.b',
    'my-shop.evil.com/',
    'my-@evil.com',
    'my-%2f',
    'https://x',
  ])('are refused if one does not fit, and not repeated: %s', (shop) => {
    const fields = fieldsOf(() => ofPerson({ shop, team: 'a' }));
    expect(fields).toEqual({ 'values.shop': expect.stringContaining('such as my-shop') });
  });
});

describe('the values that a provider tells', () => {
  const TOLD = { realmId: '42', 'accounts-server': 'https://eu.example.com', instance_url: 'x' };

  it('are those of their source', () => {
    expect(ofProvider('callback', TOLD)).toEqual({ realm: '42', server: 'https://eu.example.com' });
    expect(ofProvider('response', { instance_url: 'https://na1.example.com/' })).toEqual({
      instance: 'https://na1.example.com',
    });
  });

  it('may lack one that no address needs', () => {
    expect(ofProvider('callback', { 'accounts-server': 'https://eu.example.com' })).toEqual({
      server: 'https://eu.example.com',
    });
  });

  it.each(['', ' ', 'a\nb', 'a\0b', 'a'.repeat(1_001)])(
    'lack one that cannot be stored and that no address needs: %j',
    (realmId) => {
      expect(ofProvider('callback', { ...TOLD, realmId })).not.toHaveProperty('realm');
    }
  );

  const rejection = (source: 'callback' | 'response', told: Record<string, string>) => {
    const error = errorOf(() => ofProvider(source, told));
    if (!isConnectedAppsError(error)) throw error;
    return error;
  };

  it.each(['callback', 'response'] as const)(
    'must have the one that an address needs, in the %s',
    (source) => {
      const missing = { code: 'provider_rejected', reason: 'value_missing', app: 'mail' };
      const empty = { 'accounts-server': '', instance_url: '' };
      expect(rejection(source, {})).toMatchObject(missing);
      expect(rejection(source, empty)).toMatchObject(missing);
    }
  );

  it.each([
    'https://evil.net',
    'https://eu.example.com.evil.net',
    'https://evil.net/.example.com',
    'https://evil.net#.example.com',
    'https://evil.net\\.example.com',
    'https://user@eu.example.com',
    'https://eu.example.com/path',
    'https://eu.example.com:8443',
    'http://eu.example.com',
    'eu.example.com',
    'https://10.0.0.1',
    'https://example.com',
    ' ',
  ])('must fit their pattern where an address needs them: %j', (value) => {
    const told = { 'accounts-server': value, instance_url: value };
    for (const source of ['callback', 'response'] as const) {
      const error = rejection(source, told);
      expect(error).toMatchObject({ code: 'provider_rejected', reason: 'value_not_allowed' });
      expect(error.message).not.toContain('evil');
    }
  });

  it('are named by their variable and their source in an error', () => {
    expect(rejection('response', {}).message).toContain('"instance" in its response');
    expect(rejection('callback', { 'accounts-server': 'evil' }).message).toContain(
      '"server" in its callback'
    );
  });
});
