import type { Complete, Confirmation } from '../../contracts';
import { ConnectedAppsError } from '../../errors/connected-apps-error';
import type { Owners } from '../../owners';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection, ObtainedGrant } from '../../store/connections';
import type { AppFaults } from '../apps/app-faults';
import type { Apps } from '../apps/apps';
import type { Actor, Audit } from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import type { Connections } from '../connections/connections';
import type { Events } from '../runtime/events';
import { ownerNotAllowed } from '../../errors/definitions';
import type { Log } from '../runtime/log';
import type { TokenCache } from '../tokens/token-cache';
import { createAnnounce } from './announce';
import { flowExpired, flowInvalid, logEnd, resultOf, unchangedApp } from './flow';
import type { Held } from './held';
import type { Obtain } from './obtain';
import { ConfirmationNeeded, type StoreGrant } from './store-grant';

/** The person who completes a flow, and this person's permissions. */
export interface Completer {
  adminId: string;
  /** The same person, as the audit log records them. */
  actor: Actor;
  mayConnect: boolean;
  mayConnectShared: boolean;
}

export interface CompleteParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'authorizationRequests' | 'heldGrants'>;
  owners: Pick<Owners, 'isAllowed'>;
  apps: Pick<Apps, 'get'>;
  appFaults: Pick<AppFaults, 'clear' | 'recordRefusedConnect'>;
  connections: Pick<Connections, 'summary'>;
  tokenCache: Pick<TokenCache, 'forget'>;
  obtain: Obtain;
  storeGrant: Pick<StoreGrant, 'store'>;
  held: Pick<Held, 'abandon' | 'ask' | 'askAgain'>;
  audit: Pick<Audit, 'recordConnection'>;
  events: Events;
}

/** The third step: the user's own session exchanges the code. */
export const createComplete = ({
  clock,
  log,
  store: { authorizationRequests, heldGrants },
  owners,
  apps,
  appFaults,
  connections,
  tokenCache,
  obtain,
  storeGrant,
  held,
  audit,
  events,
}: CompleteParts) => {
  const requestOfTicket = async (
    ticket: string,
    adminId: string
  ): Promise<AuthorizationRequest> => {
    const request = await authorizationRequests.findByTicket(ticket);
    if (!request) throw flowInvalid('This link belongs to no flow. Connect again.');
    const isAsked = request.status === 'confirming' && request.completedBy === adminId;
    if (request.status !== 'received' && !isAsked) {
      throw flowInvalid(
        'This flow has already ended. Connect again if you are not connected.',
        request.appKey
      );
    }
    if (request.expiresAt.getTime() <= clock.now()) throw flowExpired(request.appKey);
    return request;
  };

  /** Checks again, because a permission may have been withdrawn since the flow started. */
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
        'Another user started this flow, so it was stopped. Sign in as that user, or start your own.',
        { app: request.appKey, owner: request.owner }
      );
    }
    if (!isPermitted || !(await owners.isAllowed(request.owner))) {
      throw ownerNotAllowed(request);
    }
  };

  /** Exchanges the code, once. */
  const spend = async (
    received: AuthorizationRequest,
    app: App,
    completedBy: string
  ): Promise<Connection | Confirmation> => {
    const prepared = await obtain.prepare(received, app);
    const request = await authorizationRequests.startExchange(received, completedBy);
    if (!request) throw flowInvalid('This flow has already ended.', received.appKey);
    return failing(request, async () =>
      storeOrAsk(request, app, await obtain.obtain(prepared, request, app))
    );
  };

  /** Stores the grant that the person has confirmed, once. */
  const confirmHeld = async (
    asked: AuthorizationRequest,
    app: App
  ): Promise<Connection | Confirmation> => {
    const { obtained, replaces } = heldGrants.open(asked);
    if (!(await heldGrants.take(asked, 'exchanging'))) {
      throw flowInvalid('This flow has already ended.', asked.appKey);
    }
    const request = { ...asked, status: 'exchanging' } as const;
    return failing(request, () => storeOrAsk(request, app, obtained, replaces));
  };

  const storeOrAsk = async (
    request: AuthorizationRequest,
    app: App,
    obtained: ObtainedGrant,
    confirmed?: string
  ): Promise<Connection | Confirmation> => {
    try {
      return await storeGrant.store(request, app, obtained, confirmed);
    } catch (error) {
      if (!(error instanceof ConfirmationNeeded)) throw error;
      return held.ask(request, app, error.former, obtained);
    }
  };

  const failing = async <Result>(
    request: AuthorizationRequest,
    work: () => Promise<Result>
  ): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      await authorizationRequests.fail(request);
      throw error;
    }
  };

  const end = (request: AuthorizationRequest): Promise<void> =>
    request.status === 'confirming' ? held.abandon(request) : authorizationRequests.fail(request);

  const announce = createAnnounce({ clock, tokenCache, audit, events });

  const goOn = async (
    request: AuthorizationRequest,
    completer: Completer,
    confirm: boolean | undefined
  ): Promise<Complete.Response['data']> => {
    await assertMayComplete(request, completer);
    if (confirm === false) {
      await end(request);
      return { state: 'cancelled', appKey: request.appKey };
    }
    const app = await unchangedApp(apps, request);
    const isAsked = request.status === 'confirming';
    if (isAsked && confirm === undefined) return held.askAgain(request, app);
    const connecting = isAsked ? confirmHeld(request, app) : spend(request, app, completer.adminId);
    const outcome = await connecting.catch(async (error: unknown) => {
      await appFaults.recordRefusedConnect(app, error);
      throw error;
    });
    await appFaults.clear(app);
    if ('state' in outcome) return outcome;
    announce(outcome, app, completer.actor);
    return resultOf(connections, request, app, outcome);
  };

  /**
   * Exchanges the code, once, and stores the connection or asks the person first. `confirm` is the
   * person's answer. Any failure ends the flow.
   * @throws {ConnectedAppsError} `flow_invalid`, `flow_expired`, `owner_not_allowed`,
   *   `provider_rejected`, `provider_unavailable`, `app_not_found`, `app_disabled`,
   *   `key_unavailable`
   */
  return async (
    ticket: string,
    completer: Completer,
    confirm?: boolean
  ): Promise<Complete.Response['data']> => {
    const request = await requestOfTicket(ticket, completer.adminId);
    try {
      return await goOn(request, completer, confirm);
    } catch (error) {
      await end(request);
      logEnd(log, request.appKey, error);
      throw error;
    }
  };
};
