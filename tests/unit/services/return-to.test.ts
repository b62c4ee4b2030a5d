import { panelPath } from '../../../server/src/services/return-to';

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

  it('is null when it is left out', () => {
    expect(panelPath(undefined, PANEL)).toBeNull();
  });

  it.each([
    'https://evil.example.com/',
    '//evil.example.com',
    '/\\evil.example.com',
    '\\\\evil.example.com',
    '/\tevil',
    '/\n/evil.example.com',
    '/.//evil.example.com',
    '/x/..//evil.example.com',
    'javascript:alert(1)',
    '/javascript:alert(1)',
    '/https://evil.example.com/',
    '/../../outside',
    '/..',
    'plugins/connected-apps',
    'data:text/html,x',
  ])('refuses %j', (returnTo) => {
    expect(() => panelPath(returnTo, PANEL)).toThrow(/inside the panel/);
  });
});
