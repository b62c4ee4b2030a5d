import type { CallbackErrorCode } from '../../contracts';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import { asksForSignedResponse } from '../../oauth/response-mode';
import { signedResponseIn, unverifiedState } from '../../oauth/signed-response';
import { isUserRefusal, WANTED_OF_USER } from '../../oauth/errors/verdicts';
import type { Store } from '../../store';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Apps } from '../apps/apps';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import type { ProviderClients } from '../apps/provider-clients';
import { valuesOf } from '../../variables';
import { flowExpired, flowInvalid, logEnd, unchangedApp } from './flow';

const TICKET_TTL_MS = 5 * 60_000;
const MAX_STATE_LENGTH = 512;

/** The callback's result for the completion page, which uses `flow` to ask how the flow ended. */
export type CallbackOutcome =
  | { ticket: string; flow: string }
  | { error: CallbackErrorCode; app: string | null; flow: string | null };

const alreadyUsed = ({ appKey }: AuthorizationRequest) =>
  flowInvalid('This response has already been used.', appKey);

/** The code for a provider's error about the user; any other error means an invalid flow. */
const toUserError = (reason: string): CallbackErrorCode => {
  if (isUserRefusal(reason)) return 'access_denied';
  return WANTED_OF_USER.find((known) => known === reason) ?? 'flow_invalid';
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
      return toUserError(error.reason ?? '');
  }
};

export interface ReceiveParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'authorizationRequests'>;
  apps: Pick<Apps, 'get'>;
  providerClients: Pick<ProviderClients, 'clientFor'>;
}

/** A response of the provider, before anything in it is verified. */
interface Arrival {
  /** The parameters that count: for a signed response, only the JWT. */
  params: URLSearchParams;
  states: readonly string[];
  isSigned: boolean;
}

/** The second step: the provider's authorization response. */
export const createReceive = ({
  clock,
  log,
  store: { authorizationRequests },
  apps,
  providerClients,
}: ReceiveParts) => {
  /** Whether the app asks for signed responses. An unknown app asks for nothing. */
  const isSignatureExpected = async (appKey: string): Promise<boolean> => {
    try {
      return asksForSignedResponse(await apps.get(appKey));
    } catch (error) {
      if (isConnectedAppsError(error) && error.code === 'app_not_found') return false;
      throw error;
    }
  };

  const arrivalOf = async (appKey: string, received: URLSearchParams): Promise<Arrival> => {
    const isSigned = await isSignatureExpected(appKey);
    if (!isSigned) return { params: received, states: received.getAll('state'), isSigned };
    const response = signedResponseIn(received, appKey);
    const state = unverifiedState(response);
    return {
      params: new URLSearchParams({ response }),
      states: state === null ? [] : [state],
      isSigned,
    };
  };

  const requestOfState = async (
    appKey: string,
    [state, ...others]: readonly string[]
  ): Promise<AuthorizationRequest> => {
    if (!state || others.length > 0 || state.length > MAX_STATE_LENGTH) {
      throw flowInvalid('The response has no valid state.');
    }
    const request = await authorizationRequests.findByState(state);
    if (!request || request.appKey !== appKey)
      throw flowInvalid('The response belongs to no flow.');
    return request;
  };

  const assertNotExpired = ({ expiresAt, appKey }: AuthorizationRequest): void => {
    if (expiresAt.getTime() <= clock.now()) throw flowExpired(appKey);
  };

  /** The parameters of the response, verified if they are signed. */
  const consentIn = async (
    request: AuthorizationRequest,
    { params }: Arrival
  ): Promise<URLSearchParams> => {
    const app = await unchangedApp(apps, request);
    const values = valuesOf(request.variableValues);
    const client = await providerClients.clientFor(app, values);
    const verified = await client.verifiedResponse(params);
    client.checkAuthorizationResponse(verified);
    return verified;
  };

  /** The ticket; null if another response came first. */
  const acceptFirst = async (
    request: AuthorizationRequest,
    arrival: Arrival
  ): Promise<string | null> => {
    try {
      const params = await consentIn(request, arrival);
      const ticket = authorizationRequests.ticketFor(request, arrival.params);
      const expiresAt = new Date(clock.now() + TICKET_TTL_MS);
      const isFirst = await authorizationRequests.receive(request, { params, ticket, expiresAt });
      return isFirst ? ticket : null;
    } catch (error) {
      await authorizationRequests.fail(request);
      throw error;
    }
  };

  /**
   * Handles a repeated response, e.g. from a link scanner, a preview or the same person. It gets
   * the same result until somebody exchanges the code. Writes nothing, and sends nothing: only a
   * pending flow is worth a request for the keys that verify a signed response.
   */
  const acceptAgain = async (request: AuthorizationRequest, arrival: Arrival): Promise<string> => {
    if (request.status === 'received' || request.status === 'confirming') {
      assertNotExpired(request);
      const ticket = authorizationRequests.ticketFor(request, arrival.params);
      if (authorizationRequests.isTicketOf(request, ticket)) return ticket;
    }
    // If it was the user's refusal, reports it again.
    if (request.status === 'failed' && !arrival.isSigned) await consentIn(request, arrival);
    throw alreadyUsed(request);
  };

  const ticketOf = async (request: AuthorizationRequest, arrival: Arrival): Promise<string> => {
    if (request.status !== 'pending') return acceptAgain(request, arrival);
    assertNotExpired(request);
    const ticket = await acceptFirst(request, arrival);
    if (ticket !== null) return ticket;
    const present = await authorizationRequests.findByUid(request.uid);
    if (!present) throw alreadyUsed(request);
    return acceptAgain(present, arrival);
  };

  /**
   * Receives the provider's response. Nobody is signed in here, so nothing is exchanged: the
   * parameters are sealed, and a one-time ticket goes to the completion page.
   */
  return async (appKey: string, received: URLSearchParams): Promise<CallbackOutcome> => {
    let request: AuthorizationRequest | null = null;
    try {
      const arrival = await arrivalOf(appKey, received);
      request = await requestOfState(appKey, arrival.states);
      return { ticket: await ticketOf(request, arrival), flow: request.uid };
    } catch (error) {
      const code = toCallbackError(error);
      const app = request?.appKey ?? null;
      const named = isConnectedAppsError(error) ? error.app : undefined;
      logEnd(log, app ?? named ?? 'an unknown app', error);
      return { error: code, app, flow: request?.uid ?? null };
    }
  };
};
