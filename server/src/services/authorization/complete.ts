import type { Complete } from '../../contracts';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Apps } from '../apps/apps';
import type { Log } from '../runtime/log';
import { createFinish, type Completer, type FinishParts } from './finish';
import { flowExpired, flowInvalid, logEnd, unchangedApp } from './flow';
import type { Held } from './held';
import type { Obtain } from './obtain';

export interface CompleteParts extends Omit<FinishParts, 'store' | 'held'> {
  log: Log;
  store: Pick<Store, 'authorizationRequests' | 'heldGrants'>;
  apps: Pick<Apps, 'get'>;
  obtain: Pick<Obtain, 'prepare' | 'obtain'>;
  held: FinishParts['held'] & Pick<Held, 'askAgain'>;
}

/** The third step: the user's own session exchanges the code. */
export const createComplete = (parts: CompleteParts) => {
  const { clock, log, apps, obtain, held } = parts;
  const { authorizationRequests } = parts.store;
  const finish = createFinish(parts);

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

  /** Exchanges the code, once. */
  const spend = async (received: AuthorizationRequest, app: App, completedBy: string) => {
    const prepared = await obtain.prepare(received, app);
    const request = await authorizationRequests.startExchange(received, completedBy);
    if (!request) throw flowInvalid('This flow has already ended.', received.appKey);
    return finish.spend(request, app, () => obtain.obtain(prepared, request, app));
  };

  const goOn = async (
    request: AuthorizationRequest,
    completer: Completer,
    confirm: boolean | undefined
  ): Promise<Complete.Response['data']> => {
    await finish.assertMayComplete(request, completer);
    if (confirm === false) {
      await finish.end(request);
      return { state: 'cancelled', appKey: request.appKey };
    }
    const app = await unchangedApp(apps, request);
    const isAsked = request.status === 'confirming';
    if (isAsked && confirm === undefined) return held.askAgain(request, app);
    return finish.conclude(request, app, completer, () =>
      isAsked ? finish.confirmHeld(request, app) : spend(request, app, completer.adminId)
    );
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
      await finish.end(request);
      logEnd(log, request.appKey, error);
      throw error;
    }
  };
};
