import type { Complete, Confirmation } from '../../contracts';
import { ConnectedAppsError } from '../../errors/connected-apps-error';
import { ownerNotAllowed } from '../../errors/definitions';
import type { Owners } from '../../owners';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection, ObtainedGrant } from '../../store/connections';
import type { AppFaults } from '../apps/app-faults';
import type { Connections } from '../connections/connections';
import type { Actor, Audit } from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import type { Events } from '../runtime/events';
import type { TokenCache } from '../tokens/token-cache';
import { createAnnounce } from './announce';
import { flowInvalid, resultOf } from './flow';
import type { Held } from './held';
import { ConfirmationNeeded, type StoreGrant } from './store-grant';

/** The person who completes a flow, and this person's permissions. */
export interface Completer {
  adminId: string;
  /** The same person, as the audit log records them. */
  actor: Actor;
  mayConnect: boolean;
  mayConnectShared: boolean;
}

export interface FinishParts {
  clock: Clock;
  store: {
    authorizationRequests: Pick<Store['authorizationRequests'], 'fail'>;
    heldGrants: Pick<Store['heldGrants'], 'open' | 'take'>;
  };
  owners: Pick<Owners, 'isAllowed'>;
  appFaults: Pick<AppFaults, 'clear' | 'recordRefusedConnect'>;
  connections: Pick<Connections, 'summary'>;
  tokenCache: Pick<TokenCache, 'forget'>;
  storeGrant: Pick<StoreGrant, 'store'>;
  held: Pick<Held, 'abandon' | 'ask'>;
  audit: Pick<Audit, 'recordConnection'>;
  events: Events;
}

/** A stored connection, or the question that the person must answer first. */
type Stored = Connection | Confirmation;

/** How every flow ends once its grant has come, whichever way it came. */
export const createFinish = ({
  clock,
  store: { authorizationRequests, heldGrants },
  owners,
  appFaults,
  connections,
  tokenCache,
  storeGrant,
  held,
  audit,
  events,
}: FinishParts) => {
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

  const storeOrAsk = async (
    request: AuthorizationRequest,
    app: App,
    obtained: ObtainedGrant,
    confirmed?: string
  ): Promise<Stored> => {
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

  /** Obtains the grant of a flow that is being exchanged, and stores it or asks the person. */
  const spend = (
    request: AuthorizationRequest,
    app: App,
    obtain: () => Promise<ObtainedGrant>
  ): Promise<Stored> => failing(request, async () => storeOrAsk(request, app, await obtain()));

  /** Stores the grant that the person has confirmed, once. */
  const confirmHeld = async (asked: AuthorizationRequest, app: App): Promise<Stored> => {
    const { obtained, replaces } = heldGrants.open(asked);
    if (!(await heldGrants.take(asked, 'exchanging'))) {
      throw flowInvalid('This flow has already ended.', asked.appKey);
    }
    const request = { ...asked, status: 'exchanging' } as const;
    return failing(request, () => storeOrAsk(request, app, obtained, replaces));
  };

  const end = (request: AuthorizationRequest): Promise<void> =>
    request.status === 'confirming' ? held.abandon(request) : authorizationRequests.fail(request);

  const announce = createAnnounce({ clock, tokenCache, audit, events });

  /** Reports how the flow ended: to the person, to listeners, and in the state of the app. */
  const conclude = async (
    request: AuthorizationRequest,
    app: App,
    { actor }: Completer,
    connect: () => Promise<Stored>
  ): Promise<Exclude<Complete.Response['data'], { state: 'cancelled' }>> => {
    const outcome = await connect().catch(async (error: unknown) => {
      await appFaults.recordRefusedConnect(app, error);
      throw error;
    });
    await appFaults.clear(app);
    if ('state' in outcome) return outcome;
    announce(outcome, app, actor);
    return resultOf(connections, request, app, outcome);
  };

  return { assertMayComplete, spend, confirmHeld, end, conclude };
};

export type Finish = ReturnType<typeof createFinish>;
