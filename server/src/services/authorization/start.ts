import { newCodeVerifier, newNonce, newState } from '../../oauth/random';
import type { Owners } from '../../owners';
import type { Owner } from '../../owners/kinds';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AppFaults } from '../apps/app-faults';
import type { Addresses } from '../runtime/public-addresses';
import type { Apps } from '../apps/apps';
import type { Clock } from '../runtime/clock';
import { ownerNotAllowed } from '../../errors/definitions';
import { FieldErrors } from '../../errors/field-errors';
import type { ProviderClients } from '../apps/provider-clients';
import { NO_VALUES, valuesText, type Values } from '../../variables';
import { valuesOfPerson } from './connection-values';
import { panelPath } from './return-to';
import { connectableApp } from './flow';
import type { Sweep } from './sweep';

const REQUEST_TTL_MS = 10 * 60_000;
/** For each starter and owner. A further flow ends the oldest of these, and nobody else's. */
const MAX_OPEN_REQUESTS = 10;

export interface FlowStart {
  appKey: string;
  owner: Owner;
  account: string;
  /** `documentId` of the admin who may complete it; null: any who may connect for the owner. */
  startedBy: string | null;
  returnTo?: string;
  /** A subset of the app's scopes; all of them if omitted. */
  scopes?: string[];
  /** What the person gave for the app's variables. */
  values?: Values;
}

/** @throws {RequestError} `ValidationError`: a scope that the app does not have */
export const chosenScopes = (app: App, scopes: string[] | undefined): string[] => {
  const unknown = scopes?.find((scope) => !app.scopes.includes(scope));
  if (unknown === undefined) return scopes ?? app.scopes;
  throw FieldErrors.of('scopes', `The scope "${unknown}" is not among this app's scopes.`);
};

export interface StartParts {
  clock: Clock;
  store: Pick<Store, 'authorizationRequests'>;
  owners: Pick<Owners, 'isAllowed'>;
  addresses: Pick<Addresses, 'assertReachable' | 'panelUrl' | 'redirectUri'>;
  apps: Pick<Apps, 'get'>;
  appFaults: Pick<AppFaults, 'recordRefusedConnect'>;
  providerClients: Pick<ProviderClients, 'clientFor'> & {
    formRules: Pick<ProviderClients['formRules'], 'assertUrlAllowed'>;
  };
  sweep: Sweep;
}

/** The first step: stores an authorization request and sends the browser to the provider. */
export const createStart = ({
  clock,
  store: { authorizationRequests },
  owners,
  addresses,
  apps,
  appFaults,
  providerClients,
  sweep,
}: StartParts) => {
  /**
   * Stores an authorization request and returns the address of the provider's consent page.
   * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete
   *   app, refused pushed request), `provider_unavailable`, `owner_not_allowed`, `key_unavailable`,
   *   `server_url_invalid`
   * @throws {RequestError} `ValidationError`: a scope that the app does not have, `returnTo`
   *   outside the panel, a value that is missing or does not fit
   */
  return async ({
    appKey,
    owner,
    account,
    startedBy,
    returnTo,
    scopes,
    values = NO_VALUES,
  }: FlowStart): Promise<URL> => {
    const app = await connectableApp(apps, appKey);
    const requested = chosenScopes(app, scopes);
    const given = valuesOfPerson(app, values, providerClients.formRules.assertUrlAllowed);
    addresses.assertReachable(appKey);
    const target = panelPath(returnTo, addresses.panelUrl());
    if (!(await owners.isAllowed(owner))) throw ownerNotAllowed({ appKey, owner, account });
    const client = await providerClients.clientFor(app, given);
    const state = newState();
    const codeVerifier = newCodeVerifier();
    const nonce = requested.includes('openid') ? newNonce() : null;
    const redirectUri = addresses.redirectUri(appKey);
    const url = await client
      .buildAuthorizationUrl({ redirectUri, scopes: requested, state, codeVerifier, nonce })
      .catch(async (error: unknown) => {
        await appFaults.recordRefusedConnect(app, error);
        throw error;
      });
    await authorizationRequests.create({
      appKey,
      owner,
      account,
      startedBy,
      state,
      codeVerifier,
      nonce,
      redirectUri,
      appUid: app.uid,
      configVersion: app.configVersion,
      scopes: requested,
      returnTo: target,
      variableValues: valuesText(given),
      expiresAt: new Date(clock.now() + REQUEST_TTL_MS),
    });
    // Runs after the request is stored, so that each concurrent start sees those before it.
    await authorizationRequests.endSurplus({ owner, startedBy }, MAX_OPEN_REQUESTS);
    await sweep();
    return url;
  };
};
