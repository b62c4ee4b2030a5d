import type { Core } from '@strapi/strapi';

import { newCodeVerifier, newNonce, newState } from '../../oauth/random';
import { isOwnerAllowed } from '../../owners';
import type { Owner } from '../../owners/kinds';
import type { App } from '../../store/apps';
import { ownerNotAllowed } from '../failures';
import { FieldErrors } from '../field-errors';
import { getService } from '../registry';
import { panelPath } from '../return-to';
import { connectableApp } from './flow';
import { createSweep } from './sweep';

const REQUEST_TTL_MS = 10 * 60_000;
/** Of one owner; starting another one ends the oldest. */
const MAX_OPEN_REQUESTS = 10;

export interface FlowStart {
  appKey: string;
  owner: Owner;
  account: string;
  /** `documentId` of the admin who may complete the flow; null: any admin who may connect for the owner. */
  startedBy: string | null;
  returnTo?: string;
  /** A part of the app's scopes; all of them when left out. */
  scopes?: string[];
}

const chosenScopes = (app: App, scopes: string[] | undefined): string[] => {
  const unknown = scopes?.find((scope) => !app.scopes.includes(scope));
  if (unknown === undefined) return scopes ?? app.scopes;
  throw FieldErrors.of('scopes', `The scope "${unknown}" is not among this app's scopes.`);
};

/** The first step: an authorization request is stored, and the browser goes to the provider. */
export const createStart = ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorizationRequests } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');
  const sweep = createSweep({ strapi });

  /**
   * Stores an authorization request and returns the provider's consent page.
   * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete
   *   app), `owner_not_allowed`, `key_unavailable`
   * @throws {ValidationError} a scope that the app does not have, `returnTo` outside the panel
   */
  return async ({
    appKey,
    owner,
    account,
    startedBy,
    returnTo,
    scopes,
  }: FlowStart): Promise<URL> => {
    const app = await connectableApp(strapi, appKey);
    const requested = chosenScopes(app, scopes);
    const target = panelPath(returnTo, getService(strapi, 'addresses').panelUrl());
    if (!(await isOwnerAllowed(strapi, owner))) throw ownerNotAllowed({ appKey, owner, account });
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const state = newState();
    const codeVerifier = newCodeVerifier();
    const nonce = requested.includes('openid') ? newNonce() : null;
    const redirectUri = getService(strapi, 'addresses').redirectUri(appKey);
    const url = await client.buildAuthorizationUrl({
      redirectUri,
      scopes: requested,
      state,
      codeVerifier,
      nonce,
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
      configVersion: app.configVersion,
      scopes: requested,
      returnTo: target,
      expiresAt: new Date(clock.now() + REQUEST_TTL_MS),
    });
    // Once stored, so that of many that start at a time each one sees those before it.
    await authorizationRequests.endSurplus(owner, MAX_OPEN_REQUESTS);
    await sweep();
    return url;
  };
};
