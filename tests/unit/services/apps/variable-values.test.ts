import type { AppVariable } from '../../../../server/src/variables';
import { checkValue } from '../../../../server/src/services/apps/variable-values';
import type { VariableUse } from '../../../../server/src/services/apps/app-variables';
import { REFUSED_URLS } from '../../../support/properties/address-vectors';
import { formRules } from '../../../support/properties/form-rules';
import { HOSTILE_VALUES } from '../../../support/properties/value-vectors';
import { aVariable } from '../../../support/strapi/app-fields';

const variable = (changes: Partial<AppVariable> = {}): AppVariable =>
  aVariable({ name: 'tenant', ...changes });

/** The accepted value; null after a refusal. */
const accepted = (
  use: VariableUse,
  text: string,
  changes: Partial<AppVariable> = {}
): string | null => checkValue(variable(changes), use, text, formRules.assertUrlAllowed).value;

const problem = (use: VariableUse, text: string, changes: Partial<AppVariable> = {}) =>
  checkValue(variable(changes), use, text, formRules.assertUrlAllowed).problem;

describe('a part of an address', () => {
  it.each([
    'a',
    '7',
    'my-shop',
    'my_shop',
    'My-Shop.example',
    'eu1.a',
    'a~b',
    '4f8c1e0a-5d3b-4c2e-9f1a-0b2c3d4e5f60',
    'a'.repeat(253),
  ])('may be %s', (text) => {
    expect(accepted('part', text)).toBe(text);
  });

  it.each(HOSTILE_VALUES)('may not be %j', (text) => {
    expect(accepted('part', text)).toBeNull();
    expect(problem('part', text)).toBeTruthy();
  });

  it('has no blanks around it, not even a line break', () => {
    expect(accepted('part', ' \tmy-shop\r\n')).toBe('my-shop');
  });

  it('may not be one that no host name can hold', () => {
    expect(['xn--a', 'a.xn--', 'XN--a.b'].map((text) => accepted('part', text))).toEqual([
      null,
      null,
      null,
    ]);
  });

  it('is not repeated in the refusal, which has an example instead', () => {
    const secret = 'S3cret/S3cret';
    expect(problem('part', secret)).not.toContain('S3cret');
    expect(problem('part', secret, { example: 'my-shop' })).toContain('such as my-shop');
    expect(problem('part', secret, { pattern: '*.a.example' })).toContain('such as *.a.example');
  });
});

describe('a pattern', () => {
  const fits = (pattern: string, text: string) => accepted('part', text, { pattern }) !== null;

  it.each([
    ['*.example.com', 'a.example.com'],
    ['*.example.com', 'A-1_b~c.EXAMPLE.com'],
    ['eu-*.example.com', 'eu-1.example.com'],
    ['*.*.example.com', 'a.b.example.com'],
    ['*', 'my-shop'],
    ['*-*', 'a-b'],
    ['fixed', 'fixed'],
    ['', 'anything.at-all'],
  ])('%j fits %j', (pattern, text) => {
    expect(fits(pattern, text)).toBe(true);
  });

  it.each([
    ['*.example.com', 'example.com'],
    ['*.example.com', '.example.com'],
    ['*.example.com', 'a.b.example.com'],
    ['*.example.com', 'a.example.com.evil.com'],
    ['*.example.com', 'evil.com?.example.com'],
    ['*.example.com', 'evil.com/.example.com'],
    ['*.example.com', 'evil.com#.example.com'],
    ['*.example.com', 'evil.com\\.example.com'],
    ['*.example.com', 'evil.com:1@a.example.com'],
    ['*.example.com', 'evil.com%2f.example.com'],
    ['*.example.com', 'aXexampleXcom'],
    ['*.example.com', 'a.example.com\nevil.com'],
    ['*.example.com', 'evil.com\na.example.com'],
    ['*.example.com', 'a.exampleKcom'.replace('K', '\u212a')],
    ['*.example.com', 'a.example\u3002com'],
    ['eu-*.example.com', 'eu-.example.com'],
    ['eu-*.example.com', 'us-1.example.com'],
    ['eu-*.example.com', 'xeu-1.example.com'],
    ['*', 'a.b'],
    ['fixed', 'fixed2'],
    ['fixed', 'unfixed'],
  ])('%j does not fit %j', (pattern, text) => {
    expect(fits(pattern, text)).toBe(false);
  });

  it('is no regular expression', () => {
    expect(fits('a.c', 'abc')).toBe(false);
    expect(fits('a:b', 'a')).toBe(false);
    expect(['(a)', '[a]', 'a+', '^a$', '\\w'].some((text) => fits(text, 'a'))).toBe(false);
  });

  it('takes no longer for a value that was made to take long', () => {
    const startedAt = performance.now();
    expect(fits('*-*-*-*-*', `a${'-'.repeat(200)}.a`)).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});

describe('an origin', () => {
  const PATTERN = { pattern: '*.example.com' };

  const origin = (text: string, changes: Partial<AppVariable> = PATTERN) =>
    accepted('origin', text, changes);

  it.each([
    ['https://a.example.com', 'https://a.example.com'],
    ['https://a.example.com/', 'https://a.example.com'],
    [' https://A.Example.com:443/\n', 'https://a.example.com'],
    ['HTTPS://a.example.com', 'https://a.example.com'],
    ['https://a.example.com:', 'https://a.example.com'],
    ['https://ａ.example.com', 'https://a.example.com'],
    ['https://a\u00ad.example.com', 'https://a.example.com'],
  ])('is stored as browsers write it: %j', (text, expected) => {
    expect(origin(text)).toBe(expected);
  });

  it.each([
    '',
    'a.example.com',
    '//a.example.com',
    'http://a.example.com',
    'ftp://a.example.com',
    'https:a.example.com',
    'https:/a.example.com',
    'https:///a.example.com',
    'https:\\\\a.example.com',
    'javascript:https://a.example.com',
    'https://user@a.example.com',
    'https://user:pass@a.example.com',
    'https://@a.example.com',
    'https://a.example.com/path',
    'https://a.example.com//',
    'https://a.example.com/.',
    'https://a.example.com\\',
    'https://a.example.com/?x=1',
    'https://a.example.com?x=1',
    'https://a.example.com?',
    'https://a.example.com#x',
    'https://a.example.com#',
    'https://a.example.com:8443',
    'https://a.example.com:80',
    'https://a.example.com.',
    'https://.example.com',
    'https://example.com',
    'https://a.b.example.com',
    'https://a.example.com.evil.com',
    'https://evil.com?.example.com',
    'https://evil.com/.example.com',
    'https://evil.com#.example.com',
    'https://evil.com\\.example.com',
    'https://evil.com%2f.example.com',
    'https://evil.com%00.example.com',
    'https://evil.com:443:.example.com',
    'https://evil.com@a.example.com',
    'https://evil.com a.example.com',
    'https://a.example.com https://evil.com',
    'https://aexample.com',
    'https://a.examplе.com',
    'https://[::1]',
    'https://127.0.0.1',
    `https://${'a'.repeat(100_000)}`,
  ])('is refused: %j', (text) => {
    expect(origin(text)).toBeNull();
  });

  it('may have a port only if the pattern names it', () => {
    const pattern = '*.example.com:8443';
    expect(origin('https://a.example.com:8443', { pattern })).toBe('https://a.example.com:8443');
    expect(origin('https://a.example.com', { pattern })).toBeNull();
    expect(origin('https://a.example.com:8444', { pattern })).toBeNull();
  });

  it.each(['10.0.0.1', '127.0.0.1', '169.254.169.254', 'localhost', 'app.localhost', '0x7f000001'])(
    'may not be %s, even if the app names it',
    (host) => {
      const changes = { source: 'app', from: `https://${host}`, pattern: '' } as const;
      expect(origin(`https://${host}`, changes)).toBeNull();
      expect(problem('origin', `https://${host}`, changes)).toMatch(/allowed/);
    }
  );

  it.each(REFUSED_URLS)('is never an address that no request may go to: %s: %s', (_trick, url) => {
    expect(origin(url, { pattern: '' })).toBeNull();
  });

  it('may be http only where requests to this machine are allowed', () => {
    const check = (text: string) =>
      checkValue(variable({ pattern: 'localhost:3000' }), 'origin', text, (url) => new URL(url));
    expect(check('http://localhost:3000').value).toBe('http://localhost:3000');
  });
});

describe('a value that is in no address', () => {
  it.each(['a b', 'Größe & Maß', '谷歌', 'a/b@c#d', 'https://evil.example.net', '../x', '0'])(
    'may be any line of text: %s',
    (text) => {
      expect(accepted('other', text)).toBe(text);
    }
  );

  it.each([
    '',
    '  ',
    'a\nb',
    'a\r\nb',
    'a\0b',
    'a\tb',
    'a\u202eb',
    'a\u200bb',
    'a\u2028b',
    'a\ud800',
  ])('may not be %j', (text) => {
    expect(accepted('other', text)).toBeNull();
  });

  it('has at most 1000 characters', () => {
    expect(accepted('other', 'a'.repeat(1_000))).toHaveLength(1_000);
    expect(accepted('other', 'a'.repeat(1_001))).toBeNull();
  });

  it('may not stand for another value, which a token request would send instead', () => {
    const texts = ['{client_secret}', '{client_id}', '{state}', '{nonce}', 'x{tenant}'];
    expect(texts.map((text) => accepted('other', text))).toEqual(Array(5).fill(null));
  });
});

describe('a pattern with alternatives', () => {
  const pattern = 'accounts.example.com|*.example.eu';

  it.each(['https://accounts.example.com', 'https://de.example.eu'])('accepts %s', (text) => {
    expect(accepted('origin', text, { pattern })).toBe(text);
  });

  it.each([
    'https://accounts.example.eu.evil.com',
    'https://accounts.example.com|de.example.eu',
    'https://example.eu',
    'https://other.example.com',
  ])('refuses %s', (text) => {
    expect(accepted('origin', text, { pattern })).toBeNull();
  });
});
