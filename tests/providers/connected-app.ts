import type { AppVariable, ProviderPreset } from '../../server/src/contracts';
import { forEachEndpoint } from '../../server/src/endpoints';
import { newCodeVerifier, newNonce, newState } from '../../server/src/oauth/random';
import type { OAuthClient } from '../../server/src/oauth/client';
import { authorize } from '../../server/src/oauth/wire/api-request';
import { withStandard } from '../../server/src/protocol-settings';
import { withValues } from '../../server/src/services/apps/app-variables';
import { createProviderClients } from '../../server/src/services/apps/provider-clients';
import { createObtain } from '../../server/src/services/authorization/obtain';
import { createClock } from '../../server/src/services/runtime/clock';
import type { App } from '../../server/src/store/apps';
import type { AuthorizationRequestStore } from '../../server/src/store/authorization-requests';
import type { ObtainedGrant } from '../../server/src/store/connections';
import { valuesOf } from '../../server/src/variables';
import { appRow, requestRow } from '../support/databases/rows';
import type { Service } from './service';
import type { Stage } from './stage';

export const REDIRECT_URI = 'https://cms.example.com/api/connected-apps/callback/app';

/** With the value that somebody enters, unless the service tells it. */
const entered = (variable: AppVariable, values: Service['appValues']): AppVariable =>
  ['app', 'person'].includes(variable.source)
    ? { ...variable, source: 'app', from: values[variable.name] ?? '' }
    : variable;

/** The app that an admin makes of a preset, with the parts of the addresses that are asked for. */
export const appOf = (preset: ProviderPreset, { client, appValues }: Service): App => {
  const { endpoints, issuer, clientAuthMethod, scopes, authorizationParams, tokenParams } = preset;
  return appRow({
    ...forEachEndpoint((endpoint) => endpoints[endpoint] ?? null),
    issuer,
    clientId: client.clientId,
    clientAuthMethod,
    scopes,
    authorizationParams,
    tokenParams,
    apiOrigins: preset.apiOrigins,
    protocol: withStandard(preset.protocol),
    variables: preset.variables.map((variable) => entered(variable, appValues)),
  });
};

const NO_HOOKS = { apps: {}, providers: {} };

type ClientParts = Parameters<typeof createProviderClients>[0];

const withoutDatabase = ({ client: { clientSecret: current } }: Service): ClientParts['store'] => {
  const store = { apps: { openClientSecrets: () => ({ current, previous: null }) }, secrets: {} };
  return store as unknown as ClientParts['store'];
};

/** What an authorization request leaves behind. */
export interface Started {
  url: URL;
  scopes: string[];
  codeVerifier: string;
  nonce: string | null;
}

/** An app of a preset, with the parts of the plugin that talk to the service. */
export class ConnectedApp {
  readonly #clients: ReturnType<typeof createProviderClients>;
  /** What the plugin wrote to its log. */
  readonly warnings: string[] = [];
  readonly #log = {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: string) => void this.warnings.push(message),
    error: (message: string) => void this.warnings.push(message),
  };

  constructor(
    readonly app: App,
    service: Service,
    private readonly stage: Stage
  ) {
    const { network } = stage;
    const [clock, store] = [createClock(), withoutDatabase(service)];
    const settings = { hooks: NO_HOOKS };
    this.#clients = createProviderClients({ clock, log: this.#log, store, network, settings });
  }

  async start(scopes: readonly string[]): Promise<Started> {
    const client = await this.#clients.clientFor(this.app);
    const codeVerifier = newCodeVerifier();
    const nonce = scopes.includes('openid') ? newNonce() : null;
    const started = { scopes: [...scopes], codeVerifier, nonce };
    const request = { ...started, redirectUri: REDIRECT_URI, state: newState() };
    return { ...started, url: await client.buildAuthorizationUrl(request) };
  }

  /** Exchanges the code, names the account, and keeps what the service tells. */
  async complete(
    { scopes, codeVerifier, nonce }: Started,
    params: URLSearchParams
  ): Promise<ObtainedGrant> {
    const { prepare, obtain } = createObtain({
      clock: createClock(),
      log: this.#log,
      store: {
        authorizationRequests: {
          openSecrets: () => ({ params, codeVerifier, nonce }),
        } as unknown as AuthorizationRequestStore,
      },
      providerClients: this.#clients,
      storeGrant: { discard: async () => undefined },
    });
    (await this.#clients.clientFor(this.app)).checkAuthorizationResponse(params);
    const request = requestRow({ redirectUri: REDIRECT_URI, scopes });
    return obtain(await prepare(request, this.app), request, this.app);
  }

  clientOf({ variableValues }: ObtainedGrant): Promise<OAuthClient> {
    return this.#clients.clientFor(this.app, valuesOf(variableValues));
  }

  /** The app with the values of the connection in its addresses. */
  filled({ variableValues }: Pick<ObtainedGrant, 'variableValues'>): App {
    return withValues(this.app, valuesOf(variableValues));
  }

  callApi(url: string, accessToken: string): Promise<Response> {
    const headers = new Headers();
    authorize(headers, accessToken, this.app.protocol);
    return this.stage.network.apiFetch(url, { headers });
  }
}
