import { parseUrl } from '../../server/src/parse-url';

describe('the parser of addresses', () => {
  it('gives the URL of a text, also relative to a base', () => {
    expect(parseUrl('https://example.com/a?b')?.href).toBe('https://example.com/a?b');
    expect(parseUrl('c', 'https://example.com/a/b')?.href).toBe('https://example.com/a/c');
  });

  it.each(['', 'example.com', 'https://', 'http://exa mple.com', 'https://xn--a'])(
    'gives nothing for %j',
    (text) => {
      expect(parseUrl(text)).toBeNull();
    }
  );

  // URL.canParse of Node.js 20 begins to refuse this text once it has been optimized.
  it('never tires of a text with a Latin-1 character', () => {
    const address = 'https://api.example.com/?name=J\u00fcrgen';
    const refused = Array.from({ length: 50_000 }, () => parseUrl(address)).indexOf(null);
    expect(refused).toBe(-1);
  });
});
