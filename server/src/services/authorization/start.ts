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

const REQUEST_TTL_MS = 10 * 60_000;
/** Ended flows are kept this long, so that a second try is told from an unknown one. */
const KEEP_ENDED_MS = 60 * 60_000;
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

  /** An owner has at most ten flows open; starting another one ends the oldest. */
  const makeRoom = async (startedBy: string | null) => {
    const open = await authorizationRequests.listOpen(startedBy, new Date(clock.now()));
    const surplus = open.slice(0, Math.max(0, open.length - MAX_OPEN_REQUESTS + 1));
    for (const request of surplus) await authorizationRequests.fail(request);
  };

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
    await makeRoom(startedBy);
    await authorizationRequests.deleteExpired(new Date(clock.now() - KEEP_ENDED_MS));
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
    return url;
  };
};
