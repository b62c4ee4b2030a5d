import type { Core } from '@strapi/strapi';

import type { ConnectedApps } from '../../server/src/public';
import { bootStrapi, type BootedStrapi } from '../support/strapi/strapi';

let booted: BootedStrapi | null = null;

afterEach(() => booted?.stop());

/** Every method of the service, as another plugin calls it. */
const CALLS: Record<keyof ConnectedApps, (tokens: ConnectedApps) => Promise<unknown>> = {
  getAccessToken: (tokens) => tokens.getAccessToken({ app: 'mail' }),
  getToken: (tokens) => tokens.getToken({ app: 'mail' }),
  fetch: (tokens) => tokens.fetch({ app: 'mail' }, 'https://mail.example.com'),
  connect: (tokens) => tokens.connect({ app: 'mail' }, { returnTo: '/' }),
  disconnect: (tokens) => tokens.disconnect({ app: 'mail' }),
  status: (tokens) => tokens.status({ app: 'mail' }),
  exchange: (tokens) => tokens.exchange({ app: 'mail' }),
  introspect: (tokens) => tokens.introspect({ app: 'mail' }),
  clientCredentials: (tokens) => tokens.clientCredentials('mail'),
};

const codesOf = (tokens: ConnectedApps): Promise<[string, unknown][]> =>
  Promise.all(
    Object.entries(CALLS).map(([name, call]) =>
      call(tokens).then(
        (result): [string, unknown] => [name, result],
        (error: { code?: string }): [string, unknown] => [name, error.code ?? String(error)]
      )
    )
  );

interface Lifecycle {
  register(context: { strapi: Core.Strapi }): Promise<void>;
  bootstrap(context: { strapi: Core.Strapi }): Promise<void>;
}

const tokensOf = (strapi: Core.Strapi): ConnectedApps =>
  strapi.plugin('connected-apps').service('tokens');

describe('the service in the lifecycle of a plugin that loads before ours', () => {
  it('T08 says in register() that it works from bootstrap() on, and does', async () => {
    const results: Record<string, unknown> = {};
    const otherPlugin: Lifecycle = {
      async register({ strapi }) {
        results.register = await codesOf(tokensOf(strapi));
        results.message = await tokensOf(strapi)
          .getAccessToken({ app: 'mail' })
          .catch((error: Error) => error.message);
      },
      async bootstrap({ strapi }) {
        results.bootstrap = Object.fromEntries(await codesOf(tokensOf(strapi)));
      },
    };
    Object.assign(globalThis, { otherPlugin });
    booted = await bootStrapi({ hasOtherPlugin: true });

    expect(results.register).toEqual(Object.keys(CALLS).map((name) => [name, 'not_ready']));
    expect(results.message).toMatch(
      /from bootstrap\(\) on.*Move the call from register\(\) to bootstrap\(\)/
    );
    expect(results.bootstrap).toEqual({
      getAccessToken: 'app_not_found',
      getToken: 'app_not_found',
      fetch: 'app_not_found',
      connect: 'app_not_found',
      disconnect: 'not_connected',
      status: { status: 'not_connected' },
      exchange: 'app_not_found',
      introspect: 'app_not_found',
      clientCredentials: 'app_not_found',
    });
  });
});
