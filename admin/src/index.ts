import { Link } from '@strapi/icons';
import type { StrapiApp } from '@strapi/strapi/admin';

import { PAGE_PERMISSIONS } from './permissions';
import { PLUGIN_ID } from './pluginId';
import { captureArrival } from './utils/arrival';
import { prefixTranslations } from './utils/prefixTranslations';
import { resumeAfterSignIn } from './utils/resumeAfterSignIn';

export default {
  register(app: StrapiApp) {
    // Runs first: the ticket must leave the address bar before the router or other code sees it.
    captureArrival();
    app.addMiddlewares([() => resumeAfterSignIn()]);

    app.registerPlugin({ id: PLUGIN_ID, name: PLUGIN_ID });
    app.addMenuLink({
      to: `plugins/${PLUGIN_ID}`,
      icon: Link,
      intlLabel: { id: `${PLUGIN_ID}.plugin.name`, defaultMessage: 'Connected Apps' },
      permissions: PAGE_PERMISSIONS.menu,
      Component: () => import('./pages/App').then(({ App }) => ({ default: App })),
    });
  },

  async registerTrads({ locales }: { locales: string[] }) {
    return Promise.all(
      locales.map(async (locale) => {
        try {
          const { default: data } = await import(`./translations/${locale}.json`);
          return { data: prefixTranslations(data), locale };
        } catch {
          return { data: {}, locale };
        }
      })
    );
  },
};
