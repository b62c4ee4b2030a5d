import { isRouteFragment, withoutRoute } from '../../../server/src/oauth/route-fragment';

const PAGE = 'https://app.example.com/start?team=1';

describe('a fragment', () => {
  it.each(['#/connect', '#/', '#!/connect', '#/connect?team=1', '#/a/#/b'])(
    'is a route of a web app: %s',
    (hash) => {
      expect(isRouteFragment(hash)).toBe(true);
      expect(withoutRoute(`${PAGE}${hash}`)).toBe(PAGE);
    }
  );

  it.each(['', '#', '#top', '#!', '#!!/a', '# /a', '#?/a', '#a#/b', '#\\a', '#%2fa'])(
    'is no route: %s',
    (hash) => {
      expect(isRouteFragment(hash)).toBe(false);
      expect(withoutRoute(`${PAGE}${hash}`)).toBe(`${PAGE}${hash}`);
    }
  );

  it('begins at the first number sign, as for a browser', () => {
    expect(withoutRoute('https://app.example.com/#top#/connect')).toBe(
      'https://app.example.com/#top#/connect'
    );
  });

  it('hides nothing before it from the check of the address', () => {
    expect(withoutRoute('https://user:pass@10.0.0.1/#/connect')).toBe(
      'https://user:pass@10.0.0.1/'
    );
  });
});
