import { firstValueAt, valueAt } from '../../../../server/src/oauth/wire/places';

/** RFC 6901 §5. */
const DOCUMENT: unknown = JSON.parse(String.raw`{
  "foo": ["bar", "baz"],
  "": 0,
  "a/b": 1,
  "c%d": 2,
  "e^f": 3,
  "g|h": 4,
  "i\\j": 5,
  "k\"l": 6,
  " ": 7,
  "m~n": 8
}`);

describe('a JSON Pointer', () => {
  it.each<[string, unknown]>([
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/e^f', 3],
    ['/g|h', 4],
    ['/i\\j', 5],
    ['/k"l', 6],
    ['/ ', 7],
    ['/m~0n', 8],
  ])('finds what RFC 6901 §5 says: %s', (pointer, expected) => {
    expect(valueAt(DOCUMENT, pointer)).toEqual(expected);
  });

  it('reads ~01 as ~1, and not as a slash (RFC 6901 §4)', () => {
    const document = { '~1': 'tilde', '/': 'slash', '~': { '1': 'no' } };
    expect(valueAt(document, '/~01')).toBe('tilde');
    expect(valueAt(document, '/~1')).toBe('slash');
  });

  it('goes down through objects and arrays', () => {
    const document = { data: { tokens: [{ value: 'first' }, { value: 'second' }] } };
    expect(valueAt(document, '/data/tokens/1/value')).toBe('second');
  });

  it('counts elements without leading zeros (RFC 6901 §4)', () => {
    const places = ['/foo/2', '/foo/-', '/foo/-1', '/foo/00', '/foo/01', '/foo/1.0', '/foo/1e0'];
    expect(places.map((place) => valueAt(DOCUMENT, place))).toEqual(Array(7).fill(undefined));
  });

  it('finds nothing below a text, a number or null', () => {
    const document = { text: 'abc', number: 7, nothing: null };
    const places = ['/text/0', '/text/length', '/number/toFixed', '/nothing/a', '/absent/a'];
    expect(places.map((place) => valueAt(document, place))).toEqual(Array(5).fill(undefined));
  });

  it('finds only elements in an array, and not its length', () => {
    expect(['/foo/length', '/foo/at', '/foo/map'].map((place) => valueAt(DOCUMENT, place))).toEqual(
      [undefined, undefined, undefined]
    );
  });
});

describe('the name of a member', () => {
  it('is taken as it is, whatever it contains', () => {
    const document = { 'a.b': 1, 'a/b': 2, 'a~1b': 3, a: { b: 4 }, '$.a': 5 };
    expect(['a.b', 'a/b', 'a~1b', '$.a'].map((name) => valueAt(document, name))).toEqual([
      1, 2, 3, 5,
    ]);
  });

  it('finds nothing in what is no object', () => {
    for (const document of ['text', 7, null, undefined, true]) {
      expect(valueAt(document, 'length')).toBeUndefined();
    }
  });
});

describe('a member of the prototype', () => {
  const INHERITED = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];

  it.each(INHERITED)('is not found: %s', (name) => {
    expect(valueAt({ a: 1 }, name)).toBeUndefined();
    expect(valueAt({ a: 1 }, `/${name}`)).toBeUndefined();
    expect(valueAt({ list: [1] }, `/list/${name}`)).toBeUndefined();
    expect(valueAt({ a: { b: 1 } }, `/a/${name}/name`)).toBeUndefined();
  });

  it('is found if the document itself has it', () => {
    const document: unknown = JSON.parse('{"__proto__":{"token":"a"},"constructor":"b"}');
    expect(valueAt(document, '/__proto__/token')).toBe('a');
    expect(valueAt(document, 'constructor')).toBe('b');
  });
});

describe('the first place that holds a value', () => {
  it('counts, in the order of the list', () => {
    expect(firstValueAt({ a: 1, b: 2 }, ['b', 'a'])).toBe(2);
    expect(firstValueAt({ a: 1 }, ['b', '/c/d', 'a'])).toBe(1);
  });

  it('is not one with an empty value', () => {
    expect(firstValueAt({ a: '', b: null, c: undefined, d: 'x' }, ['a', 'b', 'c', 'd'])).toBe('x');
  });

  it.each([0, false, [], {}])('may be one with the value %j', (value) => {
    expect(firstValueAt({ a: value, b: 'x' }, ['a', 'b'])).toEqual(value);
  });

  it('does not exist if no place holds one, or if there are no places', () => {
    expect(firstValueAt({ a: '' }, ['a', 'b'])).toBeUndefined();
    expect(firstValueAt({ a: 1 }, [])).toBeUndefined();
  });
});
