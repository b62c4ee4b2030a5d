import { parseAppInput, parseAppUpdate } from '../../../../server/src/controllers/validation/app';
import type { RequestError } from '../../../../server/src/errors/request-error';
import {
  filledIn,
  placeholdersIn,
  VARIABLE_SOURCES,
  type AppVariable,
} from '../../../../server/src/variables';
import { formRules } from '../../../support/properties/form-rules';

const parsed = (variables: unknown): AppVariable[] | undefined =>
  parseAppUpdate({ data: { configVersion: 1, variables } }, formRules).variables;

/** The messages by path; empty if the variables are accepted. */
const problemsOf = (variables: unknown): Record<string, string> => {
  try {
    parsed(variables);
    return {};
  } catch (error) {
    const { errors } = (error as RequestError).details as {
      errors: { path: string[]; message: string }[];
    };
    return Object.fromEntries(errors.map(({ path, message }) => [path.join('.'), message]));
  }
};

const pathsOf = (variables: unknown): string[] => Object.keys(problemsOf(variables));

const SHOP: AppVariable = {
  name: 'shop',
  source: 'person',
  from: '',
  label: 'Name of the shop',
  pattern: '*.myshopify.com',
  example: 'my-shop.myshopify.com',
};

const changed = (changes: Record<string, unknown>) => [{ ...SHOP, ...changes }];

describe('the variables of an app', () => {
  it('may be absent, none or some, for a new app and for a change', () => {
    const create = (variables: unknown) =>
      parseAppInput({ data: { name: 'Mail', variables } }, formRules).variables;
    expect(create(undefined)).toBeUndefined();
    expect(create([])).toEqual([]);
    expect(create([SHOP])).toEqual([SHOP]);
    expect(parsed(undefined)).toBeUndefined();
    expect(parsed([SHOP])).toEqual([SHOP]);
  });

  it('need a name and a source only, if a person gives the value', () => {
    expect(parsed([{ name: 'shop', source: 'person' }])).toEqual([
      { name: 'shop', source: 'person', from: '', label: '', pattern: '', example: '' },
    ]);
    expect(pathsOf([{}])).toEqual(['variables.0.name', 'variables.0.source']);
  });

  it('have no spaces around their texts', () => {
    const { name, label, pattern, example } = SHOP;
    const spaced = { name: ` ${name} `, label: ` ${label}`, pattern: `${pattern} ` };
    expect(parsed(changed({ ...spaced, example: ` ${example} `, from: ' ' }))).toEqual([SHOP]);
  });

  it.each([null, {}, 'shop', [null], ['shop']])('may not be %j', (variables) => {
    expect(pathsOf(variables)).toEqual([Array.isArray(variables) ? 'variables.0' : 'variables']);
  });

  it('are at most 20', () => {
    const many = (length: number) =>
      Array.from({ length }, (_item, index) => ({ ...SHOP, name: `shop${index}` }));
    expect(pathsOf(many(20))).toEqual([]);
    expect(pathsOf(many(21))).toEqual(['variables']);
  });

  it.each(['value', 'secret', 'Name', 'constructor'])('do not have %s', (member) => {
    expect(problemsOf(changed({ [member]: 'x' }))).toEqual({
      'variables.0': expect.stringContaining(member),
    });
  });
});

describe('the name of a variable', () => {
  it.each(['a', 'shop', 'realmId', 'tenant_2', 'A1', 'a'.repeat(40), 'constructor', 'toString'])(
    'may be %s, and stands for the value in an address',
    (name) => {
      expect(pathsOf(changed({ name }))).toEqual([]);
      expect(placeholdersIn(`https://{${name}}.example.com/`)).toEqual([name]);
      expect(filledIn(`https://{${name}}.example.com/`, { [name]: 'x' })).toBe(
        'https://x.example.com/'
      );
    }
  );

  it.each([
    '',
    ' ',
    '1a',
    '_a',
    'a-b',
    'a.b',
    'a b',
    'ä',
    'a{b',
    '{a}',
    '__proto__',
    'a'.repeat(41),
  ])('may not be %j', (name) => {
    expect(pathsOf(changed({ name }))).toEqual(['variables.0.name']);
  });

  it.each(['client_id', 'client_secret', 'state', 'nonce', ' state '])(
    'may not be %s, which extra parameters use for a value of the request',
    (name) => {
      expect(pathsOf(changed({ name }))).toEqual(['variables.0.name']);
    }
  );

  it('is of one variable only', () => {
    const another = { ...SHOP, source: 'app', from: 'x' };
    expect(
      problemsOf([SHOP, { ...SHOP, name: 'Shop' }, another, { ...SHOP, name: ' shop ' }])
    ).toEqual({
      'variables.2.name': 'There is another variable "shop". Choose another name.',
      'variables.3.name': 'There is another variable "shop". Choose another name.',
    });
  });
});

describe('the source of a variable', () => {
  const from = (source: AppVariable['source'], value: unknown) =>
    pathsOf(changed({ source, from: value }));

  it.each(['', 'App', 'env', null, 'constructor', '__proto__'])('may not be %j', (source) => {
    expect(pathsOf(changed({ source }))).toEqual(['variables.0.source']);
  });

  it.each(VARIABLE_SOURCES)('%s takes a text that can be stored', (source) => {
    for (const value of [7, null, 'a\0b', 'a\ud800', 'a'.repeat(1_001)]) {
      expect([value, from(source, value)]).toEqual([value, ['variables.0.from']]);
    }
  });

  it('app has the value itself', () => {
    expect(from('app', 'eu1')).toEqual([]);
    expect(from('app', ' ')).toEqual(['variables.0.from']);
    expect(from('app', undefined)).toEqual(['variables.0.from']);
  });

  it('person has nothing, because the person gives the value', () => {
    expect(from('person', '')).toEqual([]);
    expect(from('person', 'eu1')).toEqual(['variables.0.from']);
  });

  it('callback has the name of a parameter', () => {
    expect(
      ['realmId', 'accounts-server', 'location'].flatMap((name) => from('callback', name))
    ).toEqual([]);
    for (const value of ['', 'a b', 'ä', 'a'.repeat(201)]) {
      expect([value, from('callback', value)]).toEqual([value, ['variables.0.from']]);
    }
  });

  it.each(['code', 'state'])('callback is not the %s, which is a secret of the flow', (name) => {
    expect(from('callback', name)).toEqual(['variables.0.from']);
  });

  it('response has a place that holds no token', () => {
    expect(
      ['instance_url', '/team/id', 'api_domain'].flatMap((at) => from('response', at))
    ).toEqual([]);
    for (const at of [
      '',
      '/~',
      'a'.repeat(201),
      'access_token',
      '/data/refreshToken',
      'id_token',
    ]) {
      expect([at, from('response', at)]).toEqual([at, ['variables.0.from']]);
    }
  });
});

describe('the pattern of a variable', () => {
  it.each(['', '*', '*.example.com', 'eu-*.example.com', '*-*', 'a.b:8443', '~_*', 'A1'])(
    'may be %j',
    (pattern) => {
      expect(pathsOf(changed({ pattern }))).toEqual([]);
    }
  );

  it.each([
    'a/b',
    'https://*.example.com',
    '*@example.com',
    '(a|b)',
    '[a-z]',
    'a?',
    'a+',
    '^a$',
    '\\d',
  ])('may not be %j: it is no regular expression and no address', (pattern) => {
    expect(pathsOf(changed({ pattern }))).toEqual(['variables.0.pattern']);
  });

  it('has at most 1000 characters', () => {
    expect(pathsOf(changed({ pattern: 'a'.repeat(1_000) }))).toEqual([]);
    expect(pathsOf(changed({ pattern: 'a'.repeat(1_001) }))).toEqual(['variables.0.pattern']);
  });
});

describe.each(['label', 'example'] as const)('the %s of a variable', (member) => {
  it.each(['Übersicht', '谷歌', "O'Brien – CRM", '<b>x</b>', '', '{shop}'])('may be %j', (text) => {
    expect(pathsOf(changed({ [member]: text }))).toEqual([]);
  });

  it.each<unknown>(['a\u202eb', 'a\u200bb', 'a\nb', 'a\0b', 'a'.repeat(201), 7, null])(
    'may not be %j',
    (text) => {
      expect(pathsOf(changed({ [member]: text }))).toEqual([`variables.0.${member}`]);
    }
  );
});
