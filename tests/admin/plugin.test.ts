import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { IntlMessageFormat } from 'intl-messageformat';

import plugin from '../../admin/src';
import { forgetArrival } from '../../admin/src/utils/arrival';
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
  const folder = path.resolve(__dirname, '../../admin/src/translations');

  const languages = readdirSync(folder).map((file) => {
    const texts: Record<string, string> = JSON.parse(readFileSync(path.join(folder, file), 'utf8'));
    return { locale: path.basename(file, '.json'), texts };
  });

  const subjectsOf = (text: string) =>
    [...new Set([...text.matchAll(/\{(\w+)[,}]/g)].map(([, name]) => name))].sort();

  const keys = Object.keys(english) as (keyof typeof english)[];

  it('have the same keys in every language', () => {
    expect(languages.map(({ locale }) => locale)).toEqual(expect.arrayContaining(['de', 'en']));
    for (const { locale, texts } of languages)
      expect({ locale, keys: Object.keys(texts) }).toEqual({ locale, keys });
  });

  it('say the same about the same subjects', () => {
    for (const { locale, texts } of languages)
      for (const key of keys) {
        const [said, inEnglish] = [texts[key] ?? '', english[key]].map(subjectsOf);
        expect({ locale, key, said }).toEqual({ locale, key, said: inEnglish });
      }
  });

  it('can all be formatted', () => {
    for (const { locale, texts } of languages)
      for (const key of keys)
        expect(() => new IntlMessageFormat(texts[key] ?? '', locale)).not.toThrow();
  });
});
