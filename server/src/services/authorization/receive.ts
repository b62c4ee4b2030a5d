import { randomBytes } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import type { CallbackErrorCode } from '../../contracts';
import { isConnectedAppsError } from '../../errors';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import { getService } from '../registry';
import { flowExpired, flowInvalid, logEnd, unchangedApp } from './flow';

const TICKET_TTL_MS = 5 * 60_000;
const MAX_STATE_LENGTH = 512;

/** What the callback tells the completion page. */
export type CallbackOutcome = { ticket: string } | { error: CallbackErrorCode; app: string | null };

const newTicket = () => randomBytes(32).toString('base64url');

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

/** The second step: the provider's answer. */
export const createReceive = ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorizationRequests } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');

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

  const acceptAnswer = async (
    request: AuthorizationRequest,
    params: URLSearchParams
  ): Promise<CallbackOutcome> => {
    try {
      const client = await getService(strapi, 'provider-clients').clientFor(
        await unchangedApp(strapi, request)
      );
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

  /**
   * Takes the provider's answer. Nobody is signed in here, so nothing is exchanged: the
   * parameters are sealed, and a one-time ticket goes to the completion page.
   */
  return async (appKey: string, params: URLSearchParams): Promise<CallbackOutcome> => {
    let app: string | null = null;
    try {
      const request = await requestOfState(appKey, params);
      app = request.appKey;
      return await acceptAnswer(request, params);
    } catch (error) {
      const code = toCallbackError(error);
      logEnd(strapi, app ?? 'an unknown app', error);
      return { error: code, app };
    }
  };
};
