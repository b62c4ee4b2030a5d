import type { GetFlow } from '../../contracts';
import type { Store } from '../../store';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Clock } from '../runtime/clock';
import type { Connections } from '../connections/connections';
import { resultOf } from './flow';

type FlowOutcome = GetFlow.Response['data'];

export interface OutcomeParts {
  clock: Clock;
  store: Pick<Store, 'apps' | 'authorizationRequests' | 'connections'>;
  connections: Pick<Connections, 'summary'>;
}

/** Works until the flow's row is swept, an hour after its expiry. */
export const createOutcome = ({ clock, store, connections }: OutcomeParts) => {
  const { apps, authorizationRequests } = store;

  /** Reads the connection again, because it may have ended or been reconnected since. */
  const ofCompleted = async (request: AuthorizationRequest): Promise<FlowOutcome> => {
    const { appKey, connectionUid } = request;
    const connection = connectionUid ? await store.connections.findByUid(connectionUid) : null;
    const app = connection ? await apps.find(appKey) : null;
    if (!connection || !app || connection.status !== 'active') return { state: 'ended', appKey };
    return {
      state: 'connected',
      connection: await resultOf(connections, request, app, connection),
    };
  };

  /**
   * The state of a flow for the admin who completed it or, if nobody has yet, for the admin who
   * started it. Nobody else learns that the flow exists.
   */
  return async (uid: string, adminId: string): Promise<FlowOutcome> => {
    const request = await authorizationRequests.findByUid(uid);
    if (!request || (request.completedBy ?? request.startedBy) !== adminId) {
      return { state: 'unknown' };
    }
    if (request.status === 'completed') return ofCompleted(request);
    // A process that dies during the code exchange leaves the status as it is, so expiry decides.
    const isOver = request.status === 'failed' || request.expiresAt.getTime() <= clock.now();
    return { state: isOver ? 'ended' : 'open', appKey: request.appKey };
  };
};

export type Outcome = ReturnType<typeof createOutcome>;
