import { sendJson, startHttpServer, type HttpServer } from '../support/network/http-server';
import { bootStrapi, type BootedStrapi, type BootOptions } from '../support/strapi/strapi';

/** Something on the server's own machine that an attacker would like to reach. */
let inside: HttpServer;
let booted: BootedStrapi | null = null;

beforeAll(async () => {
  inside = await startHttpServer((_request, response) => sendJson(response, {}));
});

afterEach(async () => {
  await booted?.stop();
  booted = null;
});

afterAll(() => inside.close());

const boot = async (environment: BootOptions['environment'], localDevelopment?: boolean) => {
  booted = await bootStrapi({
    environment,
    serverUrl: '',
    host: '0.0.0.0',
    pluginConfig: {
      backgroundRefresh: { enabled: false },
      ...(localDevelopment !== undefined && { localDevelopment }),
    },
  });
  return booted;
};

/** By every way that leads out. */
const attack = async ({ internals }: BootedStrapi) => {
  const { discover, apiFetch, formRules } = internals.providerClients;
  const before = inside.connections();
  const outcomes = await Promise.allSettled([
    discover(`${inside.origin}/.well-known/openid-configuration`),
    apiFetch(`${inside.origin}/api`),
    (async () => formRules.assertUrlAllowed(inside.origin))(),
  ]);
  return {
    refusals: outcomes.filter(
      ({ status, ...outcome }) =>
        status === 'rejected' && /url_not_allowed/.test(JSON.stringify(outcome))
    ).length,
    connections: inside.connections() - before,
    addressProblem: internals.addresses.problem(),
  };
};

/** In its own development, Strapi says `localhost` for every address of the machine. */
const STRICT_IN_DEVELOPMENT = {
  refusals: 3,
  connections: 0,
  addressProblem: 'server_url_missing',
};
const STRICT = { refusals: 3, connections: 0, addressProblem: 'server_url_unreachable' };
const LAX = { refusals: 0, connections: 2, addressProblem: null };

describe('this machine', () => {
  it.each<[string, BootOptions['environment'], typeof STRICT]>([
    ['production', 'production', STRICT],
    ['staging', 'staging', STRICT],
    ['empty, which Strapi calls development', 'development', STRICT_IN_DEVELOPMENT],
  ])(
    'S14 cannot be reached by a server whose NODE_ENV is %s',
    async (_what, environment, refusal) => {
      expect(await attack(await boot(environment))).toEqual(refusal);
    }
  );

  it('S14 can be reached in tests, unless the setting says otherwise', async () => {
    expect(await attack(await boot('test'))).toEqual(LAX);
    await booted?.stop();
    expect(await attack(await boot('test', false))).toEqual(STRICT);
  });

  it('S14 can be reached by a server whose setting says that everything runs on it', async () => {
    expect(await attack(await boot('staging', true))).toEqual(LAX);
  });
});
