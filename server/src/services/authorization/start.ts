import { newCodeVerifier, newNonce, newState } from '../../oauth/random';
import type { Owners } from '../../owners';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Addresses } from '../runtime/public-addresses';
import type { Apps } from '../apps/apps';
import { ownerNotAllowed } from '../../errors/definitions';
import { FieldErrors } from '../../errors/field-errors';
import type { ProviderClients } from '../apps/provider-clients';
import { NO_VALUES, valuesText } from '../../variables';
import { valuesOfPerson } from './connection-values';
import { panelPath } from './return-to';
import { connectableApp } from './flow';
import type { FlowStart, PreparedStart, SaveStart } from './prepared-start';
import { createDeviceStart, type DeviceStartParts, type StartedDeviceFlow } from './start-device';
import type { Sweep } from './sweep';

const REQUEST_TTL_MS = 10 * 60_000;
/** For each starter and owner. A further flow ends the oldest of these, and nobody else's. */
const MAX_OPEN_REQUESTS = 10;

/** @throws {RequestError} `ValidationError`: a scope that the app does not have */
export const chosenScopes = (app: App, scopes: string[] | undefined): string[] => {
  const unknown = scopes?.find((scope) => !app.scopes.includes(scope));
  if (unknown === undefined) return scopes ?? app.scopes;
  throw FieldErrors.of('scopes', `The scope "${unknown}" is not among this app's scopes.`);
};

export interface StartParts extends DeviceStartParts {
  store: Pick<Store, 'authorizationRequests'>;
  owners: Pick<Owners, 'isAllowed'>;
  addresses: Pick<Addresses, 'assertReachable' | 'panelUrl' | 'redirectUri'>;
  apps: Pick<Apps, 'get'>;
  providerClients: Pick<ProviderClients, 'clientFor'> & DeviceStartParts['providerClients'];
  sweep: Sweep;
}

/** The first step: stores an authorization request, and asks the provider for what a person needs. */
export const createStart = (parts: StartParts) => {
  const { clock, owners, addresses, apps, appFaults, providerClients, sweep } = parts;
  const { authorizationRequests } = parts.store;

  const prepare = async (flow: FlowStart): Promise<PreparedStart> => {
    const { appKey, owner, account, returnTo, values: given = NO_VALUES } = flow;
    const app = await connectableApp(apps, appKey);
    const scopes = chosenScopes(app, flow.scopes);
    const values = valuesOfPerson(app, given, providerClients.formRules.assertUrlAllowed);
    const target = panelPath(returnTo, addresses.panelUrl());
    if (!(await owners.isAllowed(owner))) throw ownerNotAllowed({ appKey, owner, account });
    const client = await providerClients.clientFor(app, values);
    return { flow, app, client, scopes, values, returnTo: target };
  };

  const save: SaveStart = async ({ flow, app, scopes, values, returnTo }, own) => {
    const { appKey, owner, account, startedBy } = flow;
    const uid = await authorizationRequests.create({
      ...own,
      appKey,
      owner,
      account,
      startedBy,
      appUid: app.uid,
      configVersion: app.configVersion,
      scopes,
      returnTo,
      variableValues: valuesText(values),
    });
    // Runs after the request is stored, so that each concurrent start sees those before it.
    await authorizationRequests.endSurplus({ owner, startedBy }, MAX_OPEN_REQUESTS);
    await sweep();
    return uid;
  };

  const redirect = async (prepared: PreparedStart): Promise<URL> => {
    const { app, client, scopes } = prepared;
    addresses.assertReachable(app.key);
    const state = newState();
    const codeVerifier = newCodeVerifier();
    const nonce = scopes.includes('openid') ? newNonce() : null;
    const redirectUri = addresses.redirectUri(app.key);
    const sent = { redirectUri, state, codeVerifier, nonce };
    const url = await client
      .buildAuthorizationUrl({ ...sent, scopes })
      .catch(async (error: unknown) => {
        await appFaults.recordRefusedConnect(app, error);
        throw error;
      });
    await save(prepared, { ...sent, expiresAt: new Date(clock.now() + REQUEST_TTL_MS) });
    return url;
  };

  const device = createDeviceStart(parts, save);

  return {
    /**
     * Stores an authorization request and returns the address of the provider's consent page.
     * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete
     *   app, refused pushed request), `provider_unavailable`, `owner_not_allowed`, `key_unavailable`,
     *   `server_url_invalid`
     * @throws {RequestError} `ValidationError`: a scope that the app does not have, `returnTo`
     *   outside the panel, a value that is missing or does not fit
     */
    redirect: async (flow: FlowStart): Promise<URL> => redirect(await prepare(flow)),

    /**
     * Stores an authorization request and returns the code that the person enters at the provider.
     * @throws as `redirect`, except `server_url_invalid`
     */
    device: async (flow: FlowStart): Promise<StartedDeviceFlow> => device(await prepare(flow)),
  };
};

export type Start = ReturnType<typeof createStart>;
