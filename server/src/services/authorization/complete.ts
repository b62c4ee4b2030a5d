import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../../constants';
import type { Complete } from '../../contracts';
import { ConnectedAppsError, isConnectedAppsError } from '../../errors';
import type { OAuthClient, TokenResult } from '../../oauth/client';
import { missingScopes } from '../../oauth/scopes';
import { isOwnerAllowed } from '../../owners';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection, ConnectionIdentity, GrantToStore } from '../../store/connections';
import { recordAppFault } from '../app-faults';
import type { Actor } from '../audit';
import { ownerNotAllowed } from '../failures';
import { getService } from '../registry';
import { refreshDueAt } from '../token-life';
import { flowExpired, flowInvalid, logEnd, unchangedApp } from './flow';

/** Who completes a flow, and what this person may do. */
export interface Completer {
  adminId: string;
  /** The same, as it is recorded. */
  actor: Actor;
  mayConnect: boolean;
  mayConnectShared: boolean;
}

/** The third step: the user's own session spends the code. */
export const createComplete = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, authorizationRequests, connections } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');
  const audit = getService(strapi, 'audit');

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
      const { appKey, owner, account, startedBy } = request;
      audit.recordConnection(
        'connection.refuse',
        { appKey, owner, account },
        completer.actor,
        { reason: 'started_by_another_user', startedBy },
        'failure'
      );
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

  const spend = async (
    client: OAuthClient,
    request: AuthorizationRequest,
    app: App
  ): Promise<Connection> => {
    const requestedAtMs = clock.now();
    const result = await exchange(client, request);
    const identification = await identify(client, app, result);
    const connection = await store(request, result, identification, requestedAtMs);
    await authorizationRequests.complete(request);
    return connection;
  };

  const finish = async (received: AuthorizationRequest, app: App): Promise<Connection> => {
    const client = await getService(strapi, 'provider-clients').clientFor(app);
    const request = await authorizationRequests.startExchange(received);
    if (!request) throw flowInvalid('This flow has already ended.', received.appKey);
    try {
      return await spend(client, request, app);
    } catch (error) {
      await authorizationRequests.fail(request);
      throw error;
    }
  };

  const announce = ({ uid, appKey, owner, account }: Connection, actor: Actor) => {
    audit.recordConnection('connection.connect', { uid, appKey, owner, account }, actor);
    getService(strapi, 'token-cache').forget({ appKey, owner, account });
    getService(strapi, 'events').emit('connected', { uid, appKey, owner, account });
  };

  /**
   * Spends the code, once, and stores the connection. Any failure ends the flow.
   * @throws {ConnectedAppsError} `flow_invalid`, `flow_expired`, `owner_not_allowed`,
   *   `provider_rejected`, `provider_unavailable`, `app_disabled`, `key_unavailable`
   */
  return async (ticket: string, completer: Completer): Promise<Complete.Response['data']> => {
    const request = await requestOfTicket(ticket);
    try {
      await assertMayComplete(request, completer);
      const app = await unchangedApp(strapi, request);
      const connection = await finish(request, app).catch(async (error: unknown) => {
        await recordAppFault(strapi, app, error);
        throw error;
      });
      if (app.fault) await apps.setFault(app.key, null);
      announce(connection, completer.actor);
      const summary = await getService(strapi, 'connections').summary(connection);
      return {
        ...summary,
        appName: app.name,
        returnTo: request.returnTo,
        missingScopes: missingScopes(request.scopes, connection.scopesGranted, {
          hasSubject: connection.subject !== null,
          hasRefreshToken: summary.hasRefreshToken,
        }),
      };
    } catch (error) {
      await authorizationRequests.fail(request);
      logEnd(strapi, request.appKey, error);
      throw error;
    }
  };
};
