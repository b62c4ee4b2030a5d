import type { Complete, Confirmation, Connected, GetFlow } from '../../../server/src/contracts';
import { readApiError, toDetails, toErrorCode } from './apiError';
import { forgetArrival, replaceArrival, type Arrival } from './arrival';
import { announce } from './connectionChannel';
import type { ErrorCode } from './errorCodes';

/** The state that the completion page shows. */
export type Completion =
  | { state: 'empty' }
  | { state: 'working' }
  /** `isKnown`: according to the server, it was completed before. */
  | { state: 'connected'; connection: Connected; isKnown: boolean }
  /** Nothing is connected until the person has answered. */
  | { state: 'confirm'; question: Confirmation }
  | { state: 'cancelled'; appKey: string }
  /** The flow is over, and it is not known whether there is a connection. */
  | { state: 'unclear'; appKey: string | null }
  | { state: 'failed'; code: ErrorCode; appKey: string | null; details?: string; canGoOn: boolean };

/** The two questions to the server. */
export interface Server {
  complete(ticket: string, confirm?: boolean): Promise<Complete.Response['data']>;
  outcome(flow: string): Promise<GetFlow.Response['data']>;
}

/** Errors that leave the request undecided, so that the ticket may still be valid. */
const UNDECIDED: readonly ErrorCode[] = ['session', 'rate_limited', 'network'];

const toFailure = (error: unknown): Extract<Completion, { state: 'failed' }> => {
  const problem = readApiError(error);
  const code = toErrorCode(problem);
  return {
    state: 'failed',
    code,
    appKey: problem.appKey ?? null,
    details: toDetails(problem),
    canGoOn: UNDECIDED.includes(code),
  };
};

/** Notifies the other tabs of the end. A failure that can be retried here is not the end. */
const tell = (completion: Completion): void => {
  if (completion.state === 'connected') {
    announce({ appKey: completion.connection.appKey, outcome: 'connected' });
  }
  if (completion.state === 'failed' && !completion.canGoOn) {
    const { appKey, code } = completion;
    announce({ appKey, outcome: 'failed', code });
  }
};

const ASK_AGAIN_MS = 1_000;
/** A provider has 30 s to respond, so this is enough. */
const MAX_QUESTIONS = 40;

/** Waits for the end of the flow, because another request may be redeeming the code right now. */
const askOutcome = async (flow: string, server: Server): Promise<Completion> => {
  let appKey: string | null = null;
  for (let i = 0; i < MAX_QUESTIONS; i += 1) {
    const outcome = await server.outcome(flow);
    if (outcome.state === 'connected') {
      return { state: 'connected', connection: outcome.connection, isKnown: true };
    }
    if (outcome.state === 'unknown') break;
    ({ appKey } = outcome);
    if (outcome.state === 'ended') break;
    await new Promise((resolve) => setTimeout(resolve, ASK_AGAIN_MS));
  }
  return { state: 'unclear', appKey };
};

const ask = (flow: string, server: Server): Promise<Completion> =>
  askOutcome(flow, server).catch(toFailure);

/** A response that was used before may have created the connection. If so, that is the result. */
const unlessConnected = async (
  failure: Extract<Completion, { state: 'failed' }>,
  flow: string | null,
  server: Server
): Promise<Completion> => {
  if (failure.code !== 'flow_invalid' || !flow) return failure;
  const known = await ask(flow, server);
  return known.state === 'connected' ? known : failure;
};

/** Keeps what a reload needs instead of the ticket. */
const remember = (completion: Completion, flow: string | null): void => {
  if (completion.state === 'connected') {
    if (flow) replaceArrival({ kind: 'connected', flow });
    else forgetArrival();
  }
  if (completion.state === 'cancelled') forgetArrival();
  if (completion.state === 'failed' && !completion.canGoOn) {
    const { code, appKey } = completion;
    replaceArrival({ kind: 'error', code, appKey, flow, isTold: true });
  }
};

const toCompletion = (data: Complete.Response['data']): Completion => {
  if (data.state === 'confirm') return { state: 'confirm', question: data };
  if (data.state === 'cancelled') return { state: 'cancelled', appKey: data.appKey };
  return { state: 'connected', connection: data, isKnown: false };
};

const spend = async (
  { ticket, flow }: Extract<Arrival, { kind: 'ticket' }>,
  server: Server,
  confirm?: boolean
): Promise<Completion> => {
  const completion = await server
    .complete(ticket, confirm)
    .then(toCompletion, (error: unknown) => unlessConnected(toFailure(error), flow, server));
  remember(completion, flow);
  tell(completion);
  return completion;
};

const spending = new Map<string, Promise<Completion>>();

/** Posts a ticket once, however often React mounts the page, unless the post decided nothing. */
const spendOnce = (
  arrival: Extract<Arrival, { kind: 'ticket' }>,
  server: Server
): Promise<Completion> => {
  const known = spending.get(arrival.ticket);
  if (known) return known;
  const completion = spend(arrival, server);
  spending.set(arrival.ticket, completion);
  void completion.then((end) => {
    const isOpen = end.state === 'confirm' || (end.state === 'failed' && end.canGoOn);
    if (isOpen) spending.delete(arrival.ticket);
  });
  return completion;
};

/** Posts the person's answer to the question. */
export const answer = (
  arrival: Arrival | null,
  confirm: boolean,
  server: Server
): Promise<Completion> =>
  arrival?.kind === 'ticket'
    ? spend(arrival, server, confirm)
    : Promise.resolve({ state: 'empty' });

const toError = (arrival: Extract<Arrival, { kind: 'error' }>) =>
  ({ state: 'failed', code: arrival.code, appKey: arrival.appKey, canGoOn: false }) as const;

const settleError = async (
  arrival: Extract<Arrival, { kind: 'error' }>,
  server: Server
): Promise<Completion> => {
  const completion = await unlessConnected(toError(arrival), arrival.flow, server);
  if (!arrival.isTold) tell(completion);
  replaceArrival({ ...arrival, isTold: true });
  return completion;
};

/** The completion that is known without a request to the server. */
export const firstCompletion = (arrival: Arrival | null): Completion => {
  if (!arrival) return { state: 'empty' };
  const isDecided = arrival.kind === 'error' && arrival.code !== 'flow_invalid';
  return isDecided ? toError(arrival) : { state: 'working' };
};

/** Asks the server how the flow ends. */
export const settle = (arrival: Arrival, server: Server): Promise<Completion> => {
  switch (arrival.kind) {
    case 'ticket':
      return spendOnce(arrival, server);
    case 'error':
      return settleError(arrival, server);
    case 'connected':
      return ask(arrival.flow, server);
  }
};
