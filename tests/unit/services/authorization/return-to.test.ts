import { panelPath } from '../../../../server/src/services/authorization/return-to';
import {
  HARMLESS_RETURN_ADDRESSES,
  HOSTILE_RETURN_ADDRESSES,
} from '../../../support/properties/return-to-vectors';

const PANEL = 'https://cms.example.com/admin';

describe('returnTo', () => {
  it.each([
    ['/plugins/connected-apps', '/plugins/connected-apps'],
    ['/plugins/inbox?page=2#mails', '/plugins/inbox?page=2#mails'],
    ['/', '/'],
    ['/a/../b', '/b'],
  ])('accepts %s', (returnTo, path) => {
    expect(panelPath(returnTo, PANEL)).toBe(path);
  });

  it('is null if it is omitted', () => {
    expect(panelPath(undefined, PANEL)).toBeNull();
  });

  it.each(HOSTILE_RETURN_ADDRESSES)('refuses %j', (returnTo) => {
    expect(() => panelPath(returnTo, PANEL)).toThrow(/inside the panel/);
  });

  it.each([[['//evil.example.com']], [['/a', '/b']], [{ toString: () => '/a' }], [1], [true]])(
    'refuses %j, which is not a string',
    (returnTo) => {
      expect(() => panelPath(returnTo, PANEL)).toThrow(/inside the panel/);
    }
  );

  it.each(HARMLESS_RETURN_ADDRESSES)(
    'keeps %j inside, in a panel with or without a path',
    (returnTo) => {
      for (const panel of [PANEL, 'https://cms.example.com']) {
        const target = new URL(panel + panelPath(returnTo, panel));
        expect(target.href.startsWith(`${panel}/`)).toBe(true);
      }
    }
  );

  it('refuses the same in a panel without a path, except for ways up, which end there', () => {
    const accepted = HOSTILE_RETURN_ADDRESSES.filter((returnTo) => {
      try {
        const path = panelPath(returnTo, 'https://cms.example.com');
        const { origin } = new URL(`https://cms.example.com${path}`);
        return origin !== 'https://cms.example.com' || path?.startsWith('//');
      } catch {
        return false;
      }
    });
    expect(accepted).toEqual([]);
  });
});
