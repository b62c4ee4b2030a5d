import { randomBytes } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { CallbackErrorCode, Complete } from '../contracts';
import { ConnectedAppsError, isConnectedAppsError } from '../errors';
import type { OAuthClient, TokenResult } from '../oauth/client';
import { newCodeVerifier, newNonce, newState } from '../oauth/random';
import { isOwnerAllowed } from '../owners';
import type { Owner } from '../owners/kinds';
import type { App } from '../store/apps';
import type { AuthorizationRequest } from '../store/authorization-requests';
import type { Connection, ConnectionIdentity, GrantToStore } from '../store/connections';
import { appDisabled, ownerNotAllowed } from './failures';
import { FieldErrors } from './field-errors';
import { getService } from './registry';
import { panelPath } from './return-to';
import { refreshDueAt } from './token-life';

const REQUEST_TTL_MS = 10 * 60_000;
const TICKET_TTL_MS = 5 * 60_000;
/** Ended flows are kept this long, so that a second try is told from an unknown one. */
const KEEP_ENDED_MS = 60 * 60_000;
const MAX_OPEN_REQUESTS = 10;
const MAX_STATE_LENGTH = 512;

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

/** Who completes a flow, and what this person may do. */
export interface Completer {
  adminId: string;
  mayConnect: boolean;
  mayConnectShared: boolean;
}

/** What the callback tells the completion page. */
export type CallbackOutcome = { ticket: string } | { error: CallbackErrorCode; app: string | null };

const flowInvalid = (message: string, app?: string) =>
  new ConnectedAppsError('flow_invalid', message, { app });

const flowExpired = (app: string) =>
  new ConnectedAppsError('flow_expired', 'This took too long and has expired. Connect again.', {
    app,
  });

const newTicket = () => randomBytes(32).toString('base64url');

/**
 * The authorization code flow (RFC 6749 §4.1 with PKCE, RFC 7636), in three steps: the panel
 * starts it, the provider comes back to the callback, and the user's own session completes it.
 */
export const createAuthorization = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, authorizationRequests, connections } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');
  const clientFor = (app: App) => getService(strapi, 'provider-clients').clientFor(app);

  const connectableApp = async (key: string): Promise<App> => {
    const app = await getService(strapi, 'apps').get(key);
    if (!app.enabled) throw appDisabled(key);
    if (getService(strapi, 'apps').isReady(app)) return app;
    throw new ConnectedAppsError(
      'provider_rejected',
      `The app "${app.name}" is not set up yet: it needs an authorization URI, a token URI and a client id.`,
      { app: key, reason: 'incomplete' }
    );
  };

  const chosenScopes = (app: App, scopes: string[] | undefined): string[] => {
    const unknown = scopes?.find((scope) => !app.scopes.includes(scope));
    if (unknown === undefined) return scopes ?? app.scopes;
    throw FieldErrors.of('scopes', `The scope "${unknown}" is not among this app's scopes.`);
  };

  /** An owner has at most ten flows open; starting another one ends the oldest. */
  const makeRoom = async (startedBy: string | null) => {
    const open = await authorizationRequests.listOpen(startedBy, new Date(clock.now()));
    const surplus = open.slice(0, Math.max(0, open.length - MAX_OPEN_REQUESTS + 1));
    for (const request of surplus) await authorizationRequests.fail(request);
  };

  const logEnd = (request: { appKey: string }, error: unknown) => {
    const reason = isConnectedAppsError(error) ? `${error.code}: ${error.message}` : String(error);
    strapi.log.info(`${PLUGIN_ID}: connecting ${request.appKey} ended: ${reason}`);
  };

  // Step 2: the callback

  const requestOfState = async (
    appKey: string,
    params: URLSearchParams
  ): Promise<AuthorizationRequest> => {
    const [state, ...others] = params.getAll('state');
    if (!state || others.length > 0 || state.length > MAX_STATE_LENGTH) {
      throw flowInvalid('The answer has no valid state.');
    }
    const request = await authorizationRequests.findByState(state);
    if (!request || request.appKey !== appKey) throw flowInvalid('The answer belongs to no flow.');
    if (request.status !== 'pending') throw flowInvalid('This answer was already used.', appKey);
    if (request.expiresAt.getTime() <= clock.now()) throw flowExpired(appKey);
    return request;
  };

  const unchangedApp = async ({ appKey, configVersion }: AuthorizationRequest): Promise<App> => {
    const app = await connectableApp(appKey);
    if (app.configVersion === configVersion) return app;
    throw flowInvalid('The app was changed meanwhile. Connect again.', appKey);
  };

  const acceptAnswer = async (
    request: AuthorizationRequest,
    params: URLSearchParams
  ): Promise<CallbackOutcome> => {
    try {
      const client = await clientFor(await unchangedApp(request));
      client.checkAuthorizationResponse(params);
      const ticket = newTicket();
      const expiresAt = new Date(clock.now() + TICKET_TTL_MS);
      const isReceived = await authorizationRequests.receive(request, {
        params,
        ticket,
        expiresAt,
      });
      if (!isReceived) throw flowInvalid('This answer was already used.', request.appKey);
      return { ticket };
    } catch (error) {
      await authorizationRequests.fail(request);
      throw error;
    }
  };

  const toCallbackError = (error: unknown): CallbackErrorCode => {
    if (!isConnectedAppsError(error)) throw error;
    switch (error.code) {
      case 'flow_expired':
      case 'app_not_found':
      case 'app_disabled':
      case 'provider_rejected':
      case 'provider_unavailable':
      case 'key_unavailable':
        return error.code;
      default:
        return error.reason === 'access_denied' ? 'access_denied' : 'flow_invalid';
    }
  };

  // Step 3: the completion

  const requestOfTicket = async (ticket: string): Promise<AuthorizationRequest> => {
    const request = await authorizationRequests.findByTicket(ticket);
    if (!request) throw flowInvalid('This link belongs to no flow. Connect again.');
    if (request.status !== 'received') {
      throw flowInvalid(
        'This flow has already ended. Connect again if you are not connected.',
        request.appKey
      );
    }
    if (request.expiresAt.getTime() <= clock.now()) throw flowExpired(request.appKey);
    return request;
  };

  /** Checked again here: what was allowed when the flow started may have been taken back since. */
  const assertMayComplete = async (request: AuthorizationRequest, completer: Completer) => {
    const isStarter = request.startedBy === null || request.startedBy === completer.adminId;
    const isPermitted =
      request.owner.kind === 'shared' ? completer.mayConnectShared : completer.mayConnect;
    if (!isStarter) {
      throw new ConnectedAppsError(
        'owner_not_allowed',
        'This connection was started by another user, so it was stopped. Sign in as that user, or connect yourself.',
        { app: request.appKey, owner: request.owner }
      );
    }
    if (!isPermitted || !(await isOwnerAllowed(strapi, request.owner))) {
      throw ownerNotAllowed(request);
    }
  };

  const exchange = async (
    client: OAuthClient,
    request: AuthorizationRequest
  ): Promise<TokenResult> => {
    const { codeVerifier, nonce, params } = authorizationRequests.openSecrets(request);
    return client.exchangeCode({
      redirectUri: request.redirectUri,
      params,
      state: params.get('state') ?? '',
      codeVerifier,
      nonce,
      scopesRequested: request.scopes,
    });
  };

  /** As whom: from the id_token, else from the userinfo endpoint, where there is one. */
  const identify = async (
    client: OAuthClient,
    app: App,
    { accessToken, subject, claims }: TokenResult
  ): Promise<{ subject: string | null; accountLabel: string | null }> => {
    const fromIdToken = claims?.email ?? claims?.preferredUsername ?? claims?.name ?? null;
    if (fromIdToken !== null || !app.userinfoEndpoint)
      return { subject, accountLabel: fromIdToken };
    try {
      const info = await client.userInfo({ accessToken, subject });
      const label = info?.email ?? info?.preferredUsername ?? info?.name ?? null;
      return { subject: subject ?? info?.subject ?? null, accountLabel: label };
    } catch (error) {
      if (isConnectedAppsError(error) && error.reason === 'subject_mismatch') throw error;
      strapi.log.warn(
        `${PLUGIN_ID}: the account's name at ${app.key} is not known: ${String(error)}`
      );
      return { subject, accountLabel: null };
    }
  };

  /**
   * Some providers give a refresh token on the first consent only. The one that is there is
   * kept, if it is known to belong to the same account.
   */
  const keptRefreshToken = (existing: Connection | null, subject: string | null): string | null => {
    const isSameAccount = existing !== null && subject !== null && existing.subject === subject;
    const isAlive = existing?.status === 'active';
    return isSameAccount && isAlive ? connections.openRefreshToken(existing) : null;
  };

  const store = async (
    request: AuthorizationRequest,
    result: TokenResult,
    { subject, accountLabel }: { subject: string | null; accountLabel: string | null },
    requestedAtMs: number
  ): Promise<Connection> => {
    const identity: ConnectionIdentity = request;
    const existing = await connections.find(identity);
    const refreshToken = result.refreshToken ?? keptRefreshToken(existing, subject);
    const grant: GrantToStore = {
      accessToken: result.accessToken,
      refreshToken,
      tokenType: result.tokenType,
      expiresAt: result.expiresAt,
      scopesRequested: request.scopes,
      scopesGranted: result.scopes,
      subject,
      accountLabel,
      connectedAt: new Date(requestedAtMs),
      nextRefreshAt: refreshToken
        ? refreshDueAt(request.uid, requestedAtMs, result.expiresAt)
        : null,
    };
    const { appKey, owner, account } = identity;
    return connections.saveGrant({ appKey, owner, account }, grant);
  };

  const finish = async (request: AuthorizationRequest, app: App): Promise<Connection> => {
    const client = await clientFor(app);
    if (!(await authorizationRequests.startExchange(request))) {
      throw flowInvalid('This flow has already ended.', request.appKey);
    }
    const requestedAtMs = clock.now();
    const result = await exchange(client, request);
    const identification = await identify(client, app, result);
    const connection = await store(request, result, identification, requestedAtMs);
    await authorizationRequests.complete(request);
    return connection;
  };

  const announce = ({ uid, appKey, owner, account }: Connection) => {
    getService(strapi, 'token-cache').forget({ appKey, owner, account });
    getService(strapi, 'events').emit('connected', { uid, app: appKey, owner, account });
  };

  /** What an administrator must repair is shown on the app; a good answer clears it. */
  const recordFault = async (app: App, error: unknown) => {
    const isFault =
      isConnectedAppsError(error) &&
      (error.code === 'provider_rejected' || error.code === 'key_unavailable');
    if (!isFault) return;
    const { code, message } = error;
    await apps.setFault(app.key, { code, message, at: new Date(clock.now()).toISOString() });
  };

  return {
    /**
     * Stores an authorization request and returns the provider's consent page.
     * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected` (incomplete
     *   app), `owner_not_allowed`, `key_unavailable`
     * @throws {ValidationError} a scope that the app does not have, `returnTo` outside the panel
     */
    async start({ appKey, owner, account, startedBy, returnTo, scopes }: FlowStart): Promise<URL> {
      const app = await connectableApp(appKey);
      const requested = chosenScopes(app, scopes);
      const target = panelPath(returnTo, getService(strapi, 'addresses').panelUrl());
      if (!(await isOwnerAllowed(strapi, owner))) throw ownerNotAllowed({ appKey, owner, account });
      const client = await clientFor(app);
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
    },

    /**
     * Takes the provider's answer. Nobody is signed in here, so nothing is exchanged: the
     * parameters are sealed, and a one-time ticket goes to the completion page.
     */
    async receive(appKey: string, params: URLSearchParams): Promise<CallbackOutcome> {
      let app: string | null = null;
      try {
        const request = await requestOfState(appKey, params);
        app = request.appKey;
        return await acceptAnswer(request, params);
      } catch (error) {
        const code = toCallbackError(error);
        logEnd({ appKey: app ?? 'an unknown app' }, error);
        return { error: code, app };
      }
    },

    /**
     * Spends the code, once, and stores the connection. Any failure ends the flow.
     * @throws {ConnectedAppsError} `flow_invalid`, `flow_expired`, `owner_not_allowed`,
     *   `provider_rejected`, `provider_unavailable`, `app_disabled`, `key_unavailable`
     */
    async complete(ticket: string, completer: Completer): Promise<Complete.Response['data']> {
      const request = await requestOfTicket(ticket);
      try {
        await assertMayComplete(request, completer);
        const app = await unchangedApp(request);
        const connection = await finish(request, app).catch(async (error: unknown) => {
          await recordFault(app, error);
          throw error;
        });
        if (app.fault) await apps.setFault(app.key, null);
        announce(connection);
        const summary = await getService(strapi, 'connections').summary(connection);
        const { scopesGranted } = connection;
        const missingScopes = request.scopes.filter((scope) => !scopesGranted.includes(scope));
        return { ...summary, appName: app.name, returnTo: request.returnTo, missingScopes };
      } catch (error) {
        await authorizationRequests.fail(request);
        logEnd(request, error);
        throw error;
      }
    },
  };
};

export type Authorization = ReturnType<typeof createAuthorization>;
