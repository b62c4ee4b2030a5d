import { useEffect, useState } from 'react';

import type { Complete } from '../../../server/src/contracts';
import { useCompleteConnectMutation } from '../services/connectedApps';
import { readApiError, toDetails, toErrorCode } from '../utils/apiError';
import { readArrival, type Arrival } from '../utils/arrival';
import { announce } from '../utils/connectionChannel';
import type { ErrorCode } from '../utils/errorCodes';

type Connected = Complete.Response['data'];

export type Completion =
  | { state: 'empty' }
  | { state: 'working' }
  | { state: 'connected'; connection: Connected }
  | { state: 'failed'; code: ErrorCode; appKey: string | null; details?: string };

type PostTicket = (ticket: string) => Promise<Connected>;

const toFailure = (error: unknown): Completion => {
  const problem = readApiError(error);
  return {
    state: 'failed',
    code: toErrorCode(problem),
    appKey: problem.appKey ?? null,
    details: toDetails(problem),
  };
};

const tell = (completion: Completion): void => {
  if (completion.state === 'connected') {
    announce({ appKey: completion.connection.appKey, outcome: 'connected' });
  }
  if (completion.state === 'failed') {
    const { appKey, code } = completion;
    announce({ appKey, outcome: 'failed', code });
  }
};

const posted = new Map<string, Promise<Completion>>();

/** A ticket is good for one request, however often React mounts the page. */
const completeOnce = (ticket: string, post: PostTicket): Promise<Completion> => {
  const known = posted.get(ticket);
  if (known) return known;
  const completion = post(ticket)
    .then((connection): Completion => ({ state: 'connected', connection }))
    .catch(toFailure)
    .then((outcome) => {
      tell(outcome);
      return outcome;
    });
  posted.set(ticket, completion);
  return completion;
};

const toCompletion = (arrival: Arrival | null): Completion => {
  if (!arrival) return { state: 'empty' };
  if (arrival.kind === 'ticket') return { state: 'working' };
  return { state: 'failed', code: arrival.code, appKey: arrival.appKey };
};

/** Finishes the connection that the callback handed over. */
export const useCompletion = (): Completion => {
  const [arrival] = useState(readArrival);
  const [completion, setCompletion] = useState(() => toCompletion(arrival));
  const [completeConnect] = useCompleteConnectMutation();

  useEffect(() => {
    let isShown = true;
    if (arrival?.kind === 'error') tell(toCompletion(arrival));
    if (arrival?.kind === 'ticket') {
      completeOnce(arrival.ticket, (ticket) => completeConnect({ ticket }).unwrap()).then(
        (outcome) => isShown && setCompletion(outcome)
      );
    }
    return () => {
      isShown = false;
    };
  }, [arrival, completeConnect]);

  return completion;
};
