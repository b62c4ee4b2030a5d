import fc from 'fast-check';

const SPECIAL_TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00b',
  '\r\nSet-Cookie: a=b',
  '\t',
  '%',
  '%00',
  '%ff',
  '%e0%a4%a',
  '[object Object]',
  'null',
  'undefined',
  'NaN',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  '../../etc/passwd',
  '//evil.example.com',
  'javascript:alert(1)',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '${7*7}',
  '{{7*7}}',
  '\u202e',
  '\ufeff',
  '😀'.repeat(50),
];

/** The text without lone surrogates, which cannot be percent-encoded. */
export const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

const LONG_TEXTS = [70, 300, 2_001, 20_000, 70_000].map((length) => 'a'.repeat(length));

/** Any text: letters, bytes, lone surrogates, NUL, prototype names, and sometimes a long text. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 40 }) },
  { weight: 6, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 3, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
  { weight: 8, arbitrary: fc.constantFrom(...SPECIAL_TEXTS) },
  { weight: 1, arbitrary: fc.constantFrom(...LONG_TEXTS) },
  {
    weight: 3,
    arbitrary: fc.string({
      unit: fc.constantFrom('\0', '\ud83d', '\ude00', '&', '=', '%', '#', '[', ']', 'a', '/', '\\'),
      maxLength: 12,
    }),
  }
);

/** Any JSON value, with odd texts in it. */
export const anyJson: fc.Arbitrary<unknown> = fc.oneof(
  anyText,
  fc.constantFrom<unknown>(null, true, false, 0, -1, 1e308, -1e308, 2 ** 53, 0.1, [], {}),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.array(anyText, { maxLength: 4 }),
  fc.dictionary(anyText, anyText, { maxKeys: 3 }),
  fc.jsonValue({ maxDepth: 3 })
);

const named = (name: string, value: unknown): PropertyDescriptor & { name: string } => ({
  name,
  value,
  enumerable: true,
  configurable: true,
  writable: true,
});

/** Also for the name `__proto__`, where an assignment would set the prototype. */
const setOwn = (target: object, name: string, value: unknown): void => {
  const { name: key, ...descriptor } = named(name, value);
  Object.defineProperty(target, key, descriptor);
};

const POLLUTION = { polluted: true, admin: true, toString: 'x' };

const extraMembers = fc.oneof(
  { weight: 6, arbitrary: fc.constant<[string, unknown][]>([]) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<[string, unknown][]>(
      [['__proto__', POLLUTION]],
      [['constructor', { prototype: POLLUTION }]],
      [['prototype', POLLUTION]]
    ),
  },
  {
    weight: 1,
    arbitrary: fc.array(fc.tuple(anyText, anyJson) as fc.Arbitrary<[string, unknown]>, {
      maxLength: 3,
    }),
  }
);

/**
 * An object close to a valid one: most members are valid, some are missing, some are anything, and
 * sometimes there are more. This also reaches the code after the first check.
 */
export const nearly = (
  members: Record<string, fc.Arbitrary<unknown>>,
  oddOneIn = 12
): fc.Arbitrary<Record<string, unknown>> => {
  const blurred = Object.entries(members).map(([name, valid]): [string, fc.Arbitrary<unknown>] => [
    name,
    fc.oneof({ weight: oddOneIn - 1, arbitrary: valid }, { weight: 1, arbitrary: anyJson }),
  ]);
  const record = fc.record(Object.fromEntries(blurred), { requiredKeys: [] });
  return fc.tuple(record, extraMembers).map(([known, extra]) => {
    const object: Record<string, unknown> = { ...known };
    for (const [name, value] of extra) setOwn(object, name, value);
    return object;
  });
};

/** Mostly such an object, sometimes anything else. */
export const nearlyOrAnything = (
  members: Record<string, fc.Arbitrary<unknown>>
): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 8, arbitrary: nearly(members) }, { weight: 1, arbitrary: anyJson });

/** Text that is valid in a header. */
export const headerText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({
    unit: fc.integer({ min: 0x80, max: 0xff }).map((c) => String.fromCharCode(c)),
    maxLength: 20,
  })
);

export const printable = (maxLength: number): fc.Arbitrary<string> =>
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 1,
    maxLength,
  });

/** `name=value` pairs, with some names repeated. */
export const pairs = (names: readonly string[]): fc.Arbitrary<[string, string][]> =>
  fc.array(
    fc.tuple(
      fc.oneof(
        { weight: 5, arbitrary: fc.constantFrom(...names) },
        { weight: 1, arbitrary: anyText }
      ),
      anyText
    ) as fc.Arbitrary<[string, string]>,
    { maxLength: 6 }
  );
