import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { IntlMessageFormat } from 'intl-messageformat';

import plugin from '../../admin/src';
import { forgetArrival } from '../../admin/src/utils/arrival';
import german from '../../admin/src/translations/de.json';
import english from '../../admin/src/translations/en.json';
import { PAGE_PERMISSIONS } from '../../admin/src/permissions';

const register = () => {
  const app = { registerPlugin: jest.fn(), addMenuLink: jest.fn(), addMiddlewares: jest.fn() };
  plugin.register(app as unknown as Parameters<typeof plugin.register>[0]);
  return app;
};

describe('the panel part of the plugin', () => {
  afterEach(forgetArrival);

  it('adds a menu link that loads its pages only when they are opened', async () => {
    const app = register();
    expect(app.registerPlugin).toHaveBeenCalledWith({
      id: 'connected-apps',
      name: 'connected-apps',
    });
    const [link] = app.addMenuLink.mock.calls[0];
    expect(link).toMatchObject({
      to: 'plugins/connected-apps',
      permissions: PAGE_PERMISSIONS.menu,
    });
    expect(await link.Component()).toHaveProperty('default');
  });

  it('removes the ticket from the address while the panel is still starting', () => {
    window.history.replaceState(null, '', '/admin/plugins/connected-apps/complete#ticket=secret');
    register();
    expect(window.location.href).not.toContain('secret');
  });

  it('prefixes its texts with the name of the plugin, and has none for an unsupported language', async () => {
    const [en, de, xx] = await plugin.registerTrads({ locales: ['en', 'de', 'xx'] });
    expect(en?.data).toHaveProperty(['connected-apps.apps.title'], 'Connected Apps');
    expect(de?.data).toHaveProperty(['connected-apps.apps.title'], 'Verbundene Apps');
    expect(xx).toEqual({ data: {}, locale: 'xx' });
  });
});

describe('the translations', () => {
  const argumentsOf = (text: string) =>
    new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name));

  const keys = Object.keys(english) as (keyof typeof english)[];

  it('have the same keys in every language', () => {
    const folder = path.resolve(__dirname, '../../admin/src/translations');
    const files = readdirSync(folder);
    expect(files).toContain('en.json');
    for (const file of files) {
      const texts: object = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
      expect({ file, keys: Object.keys(texts) }).toEqual({ file, keys });
    }
  });

  it('say the same in German, about the same subjects', () => {
    for (const key of keys) {
      const [de, en] = [german[key], english[key]].map((text) => [...argumentsOf(text)].sort());
      expect({ key, names: de }).toEqual({ key, names: en });
    }
  });

  it('can all be formatted', () => {
    for (const key of keys) {
      expect(() => new IntlMessageFormat(german[key], 'de')).not.toThrow();
      expect(() => new IntlMessageFormat(english[key], 'en')).not.toThrow();
    }
  });
});
