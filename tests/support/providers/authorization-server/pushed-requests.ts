import { randomUUID } from 'node:crypto';

import type { SeenRequest } from '../../network/http-server';
import { nowSeconds } from '../http-provider';
import { authorizationFault, demand, required } from './checks';
import type { Clients } from './clients';

const LIFETIME_SECONDS = 60;

/** Whether the server has the endpoint, and whether it accepts any other authorization request. */
export type PushedRequestUse = 'none' | 'offered' | 'required';

interface PushedRequest {
  clientId: string;
  params: URLSearchParams;
  expiresAt: number;
}

/** Authorization requests that clients sent themselves (RFC 9126). */
export class PushedRequests {
  use: PushedRequestUse = 'none';
  readonly #requests = new Map<string, PushedRequest>();

  constructor(private readonly clients: Clients) {}

  /** RFC 9126 §2.1: from an authenticated client, and checked as at the authorization endpoint. */
  push(request: SeenRequest): { request_uri: string; expires_in: number } {
    const { clientId } = this.clients.authenticate(request);
    const { form } = request;
    const isReference = form.has('request_uri');
    demand(!isReference, 'invalid_request', { violation: 'request_uri was pushed' });
    const isOwn = required(form, 'client_id') === clientId;
    demand(isOwn, 'invalid_request', { violation: 'client_id is of another client' });
    this.clients.demandRedirectable(form);
    const violation = authorizationFault(form) ?? '';
    demand(violation === '', 'invalid_request', { violation });
    const requestUri = `urn:ietf:params:oauth:request_uri:${randomUUID()}`;
    const params = new URLSearchParams(form);
    params.delete('client_secret');
    const expiresAt = nowSeconds() + LIFETIME_SECONDS;
    this.#requests.set(requestUri, { clientId, params, expiresAt });
    return { request_uri: requestUri, expires_in: LIFETIME_SECONDS };
  }

  /** RFC 9126 §4, §5, §7.3: the parameters that a request stands for, which it does once. */
  resolve(query: URLSearchParams): URLSearchParams {
    if (!query.has('request_uri')) {
      const isAllowed = this.use !== 'required';
      demand(isAllowed, 'invalid_request', { violation: 'the request was not pushed' });
      return query;
    }
    const isBare = [...query.keys()].sort().join() === 'client_id,request_uri';
    demand(isBare, 'invalid_request', { violation: 'parameters beside client_id and request_uri' });
    const requestUri = required(query, 'request_uri');
    const pushed = this.#requests.get(requestUri);
    this.#requests.delete(requestUri);
    const isCurrent = pushed !== undefined && pushed.expiresAt > nowSeconds();
    demand(isCurrent, 'invalid_request_uri', { violation: 'request_uri is unknown or used' });
    const isOwn = pushed?.clientId === query.get('client_id');
    demand(isOwn, 'invalid_request', { violation: 'request_uri is of another client' });
    return new URLSearchParams(pushed?.params);
  }
}
