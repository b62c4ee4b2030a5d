import config from '../../server/src/config';

const refusal = (input: unknown): string => {
  try {
    config.validator(input);
    return 'accepted';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the setting', () => {
  it.each([
    [undefined, 'accepted'],
    [null, 'accepted'],
    ['http://proxy.example.com:3128', 'accepted'],
    ['https://user:pa55word@proxy.example.com', 'accepted'],
    [
      'proxy.example.com:3128',
      'outboundProxy: must be a URL such as http://proxy.example.com:3128',
    ],
    [
      'socks5://pa55word@proxy',
      'outboundProxy: must be a URL such as http://proxy.example.com:3128',
    ],
    ['', 'outboundProxy: must be a URL such as http://proxy.example.com:3128'],
    [3128, 'outboundProxy: '],
  ])('P17 outboundProxy %p: %s', (outboundProxy, answer) => {
    expect(refusal({ outboundProxy })).toContain(answer);
    expect(refusal({ outboundProxy })).not.toContain('pa55word');
  });

  it.each([
    [undefined, 'accepted'],
    [null, 'accepted'],
    ['Example CMS/1.0 (+https://cms.example.com)', 'accepted'],
    ['a', 'accepted'],
    ['', 'userAgent: must be 1 to 256'],
    [' padded ', 'userAgent: must be 1 to 256'],
    ['two\r\nlines', 'userAgent: must be 1 to 256'],
    ['Grüße', 'userAgent: must be 1 to 256'],
    ['x'.repeat(257), 'userAgent: must be 1 to 256'],
  ])('P18 userAgent %p: %s', (userAgent, answer) => {
    expect(refusal({ userAgent })).toContain(answer);
  });

  it.each(['10.0.0.0/8', '192.168.1.0/24', '127.0.0.1/32', 'fc00::/7', 'fd00:1::/32', '::1/128'])(
    'S21 allowedAddressRanges accepts the network %s',
    (range) => {
      expect(refusal({ allowedAddressRanges: [range] })).toBe('accepted');
    }
  );

  it.each(['0.0.0.0/0', '128.0.0.0/1', '8.0.0.0/7', '::/0', '2000::/3', '::/1', 'fc00::/6'])(
    'S21 allowedAddressRanges refuses %s at boot, and says what to set',
    (range) => {
      const message = refusal({ allowedAddressRanges: ['10.1.0.0/16', range] });
      expect(message).toContain(
        'allowedAddressRanges.1: is a range that is larger than a network of your own'
      );
      expect(message).toContain('e.g. 10.20.0.0/16');
      expect(message).not.toContain(range);
    }
  );

  it.each(['constructor', '__proto__', 'toString', 'k2'])(
    'S13 encryption.current refuses %p, because no key has this id',
    (current) => {
      const keys = { k1: 'g3XbdvE9Ip2fU2tappCt+w==' };
      expect(refusal({ encryption: { current, keys } })).toContain(
        'encryption.current: is not the name of an entry in `keys`'
      );
    }
  );
});

describe('hooks', () => {
  const request = () => undefined;

  it.each([
    ['none', {}, 'accepted'],
    [
      'hooks of an app and of a preset',
      { apps: { demo: { request } }, providers: { google: {} } },
      'accepted',
    ],
    [
      'an unknown preset',
      { providers: { gogle: { request } } },
      'hooks.providers: has a key that is not the id of a preset',
    ],
    [
      'no function',
      { apps: { demo: { request: 'code' } } },
      'hooks.apps.demo.request: must be a function',
    ],
    ['an unknown hook', { apps: { demo: { before: request } } }, 'hooks.apps.demo: '],
  ])('%s', (_case, hooks, answer) => {
    expect(refusal({ hooks })).toContain(answer);
  });
});
