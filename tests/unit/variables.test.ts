import {
  filledIn,
  fixedValues,
  originVariableOf,
  placeholdersIn,
  valuesOf,
  valuesText,
  variablesIn,
  type Values,
  type VariableSource,
} from '../../server/src/variables';
import { aVariable } from '../support/strapi/app-fields';

const variable = (name: string, source: VariableSource, from: string) =>
  aVariable({ name, source, from });

describe('the placeholders in a text', () => {
  it('are the names in braces, in order, repeated ones included', () => {
    expect(placeholdersIn('https://{b}.example.com/{a1}/{b}?x={A_2}')).toEqual([
      'b',
      'a1',
      'b',
      'A_2',
    ]);
  });

  it.each(['', '{}', '{ a}', '{1a}', '{_a}', '{a-b}', '{a.b}', '{ä}', '{a', 'a}', '$a', '%7Ba%7D'])(
    'are none in %j',
    (text) => {
      expect(placeholdersIn(text)).toEqual([]);
      expect(filledIn(text, { a: 'x', '1a': 'x', _a: 'x', 'a-b': 'x' })).toBe(text);
    }
  );

  it('are found again in the next text, whatever was read before', () => {
    expect([placeholdersIn('{a}'), placeholdersIn('{a}'), filledIn('{a}', { a: 'x' })]).toEqual([
      ['a'],
      ['a'],
      'x',
    ]);
  });
});

describe('the variable that stands for an origin', () => {
  it('is the one at the start of an address', () => {
    expect(originVariableOf('{instance}/oauth')).toBe('instance');
    expect(originVariableOf('{a}{b}')).toBe('a');
  });

  it.each(['https://{a}.example.com', ' {a}/x', '/{a}', '', '{}{a}'])(
    'is none in %j',
    (address) => {
      expect(originVariableOf(address)).toBeNull();
    }
  );
});

describe('a text with values', () => {
  it('has each value wherever its name is, and keeps names without a value', () => {
    expect(filledIn('{a}-{b}-{a}-{c}', { a: '1', b: '' })).toBe('1--1-{c}');
  });

  it('has values as they are, even those that look like placeholders or patterns', () => {
    expect(filledIn('{a}{b}', { a: '{b}', b: "$&$1$`$'" })).toBe("{b}$&$1$`$'");
  });

  it.each(['constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
    'takes no value from the prototype: %s',
    (name) => {
      expect(filledIn(`{${name}}`, {})).toBe(`{${name}}`);
      expect(filledIn(`{${name}}`, { [name]: 'own' })).toBe('own');
    }
  );
});

it('the fixed values are those of the app, and no others', () => {
  const sources: VariableSource[] = ['person', 'app', 'callback', 'response'];
  const variables = sources.map((source) => variable(source, source, `of ${source}`));
  expect(fixedValues(variables)).toEqual({ app: 'of app' });
});

describe('values as text', () => {
  it('are null if there are none', () => {
    expect(valuesText({})).toBeNull();
    expect(valuesOf(null)).toEqual({});
  });

  it('are the same text in any order, because tokens are bound to it', () => {
    expect(valuesText({ b: '2', a: '1', B: '3' })).toBe(valuesText({ B: '3', a: '1', b: '2' }));
  });

  it('are another text for other values, however they are written', () => {
    const different: Values[] = [
      { a: '1' },
      { a: '2' },
      { b: '1' },
      { a: '1', b: '' },
      { a: '1","b":"' },
      { a: '"1"' },
    ];
    const texts = different.map(valuesText);
    expect(new Set(texts).size).toBe(texts.length);
  });
});

describe('what somebody wrote into a column', () => {
  it.each(['{', '5', '[]', '{"shop":{}}', '{"shop":5}', 'null', ''])(
    'gives no values: %j',
    (text) => {
      expect(valuesOf(text)).toEqual({});
    }
  );

  it.each([{}, 5, null, 'x', [null], [5], [{ name: 'shop' }], [{ ...aVariable(), source: 'x' }]])(
    'gives no variables: %j',
    (column) => {
      expect(variablesIn(column)).toEqual([]);
    }
  );

  it('leaves the variables beside it', () => {
    expect(variablesIn([null, aVariable()])).toEqual([aVariable()]);
  });
});
