import type { Core } from '@strapi/strapi';

import { bootStrapi, ENCRYPTION_KEY, type BootedStrapi } from '../support/strapi/strapi';

let booted: BootedStrapi | null = null;

afterEach(() => booted?.stop());

/** As the project's own `src/index`, whose `register` Strapi calls after those of all plugins. */
const ofProject = (register: (strapi: Core.Strapi) => void) => ({
  register({ strapi }: { strapi: Core.Strapi }) {
    Object.assign(strapi, {
      app: { register: (context: { strapi: Core.Strapi }) => register(context.strapi) },
    });
  },
});

describe("configuration that the project's register() sets", () => {
  it('takes effect, such as a key from a vault', async () => {
    const otherPlugin = ofProject((strapi) => {
      strapi.config.set('admin.secrets.encryptionKey', ENCRYPTION_KEY);
      strapi.config.set('plugin::connected-apps.deleteOrphans', false);
    });
    Object.assign(globalThis, { otherPlugin });
    booted = await bootStrapi({ encryptionKey: null, hasOtherPlugin: true });

    expect(await booted.internals.health.read()).toMatchObject({
      encryption: 'ready',
      deletesOrphans: false,
    });
  });
});
