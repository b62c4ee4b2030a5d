import type { ServerResponse } from 'node:http';

import { sendJson, type SeenRequest } from '../../support/network/http-server';
import { demand, Refusal, required } from '../../support/providers/authorization-server/checks';
import type { Json } from '../../support/providers/authorization-server/deviations';
import { demandClient } from '../../support/providers/deviating/client-proof';
import type { Answer, ClientRequests, Service } from '../service';
import { consent } from './consent-page';
import { Grants } from './grants';
import { signingKeys } from './id-tokens';
import { clientParams, demandHeaders, mentions } from './requests';
import { tokensFor } from './tokens';

/** Holds the origin of a request that was sent to the simulator instead. */
export const ORIGIN_HEADER = 'x-original-origin';

const OK = { status: 200 };

/** One service, as its file describes it. Refuses whatever that does not allow. */
export class Simulator {
  /** What clients did wrong, in order. */
  readonly violations: string[] = [];
  readonly grants: Grants;
  /** The answer to each refresh, instead of tokens. */
  refreshAnswer: Answer | null = null;
  /** How many of the requested scopes the account holder agrees to; null: all. */
  agreedScopes: number | null = null;

  constructor(readonly service: Service) {
    this.grants = new Grants(service);
  }

  /** @returns the parameters of the callback; null if the person sees an error instead */
  authorize(url: URL): URLSearchParams | null {
    const { callbackCode, callbackParams } = this.service.authorization;
    try {
      const { grant, state } = consent(this.service, url, this.agreedScopes);
      const code = this.grants.issueCode(grant);
      return new URLSearchParams({ [callbackCode]: code, state, ...callbackParams });
    } catch (error) {
      this.#record(error);
      return null;
    }
  }

  serve(request: SeenRequest, response: ServerResponse): void {
    try {
      const { status, body } = this.#answer(request);
      if (this.#isForm(request, status)) {
        response.writeHead(status, { 'content-type': 'application/x-www-form-urlencoded' });
        response.end(new URLSearchParams(body as Record<string, string>).toString());
      } else {
        sendJson(response, body, { status });
      }
    } catch (error) {
      const { error: code, options } = this.#record(error);
      sendJson(response, { error: code }, { status: options.status ?? 400 });
    }
  }

  #record(error: unknown): Refusal {
    if (!(error instanceof Refusal)) throw error;
    this.violations.push(error.message);
    return error;
  }

  #isForm(request: SeenRequest, status: number): boolean {
    const { address, prefersForms } = this.service.token;
    if (!prefersForms || status !== 200 || addressOf(request) !== address) return false;
    return !String(request.headers.accept).includes('application/json');
  }

  #answer(request: SeenRequest): Answer {
    const { token, secondToken, refresh, revocation, ...others } = this.service;
    const { introspection, openId, userInfo, api } = others;
    const address = addressOf(request);
    if (address === refresh?.address && mentions(refresh, request, 'refresh_token')) {
      return this.#refresh(refresh, request);
    }
    if (address === token.address) return { ...OK, body: this.#exchange(request) };
    if (address === secondToken?.address) {
      return { ...OK, body: this.#exchangeToken(secondToken, request) };
    }
    if (address === revocation?.address) return this.#revoke(revocation, request);
    if (address === introspection) return { ...OK, body: this.#introspect(request) };
    if (address === openId?.keys) return { ...OK, body: signingKeys() };
    if (userInfo && urlOf(request) === userInfo.address) {
      return { ...OK, body: this.#userInfo(userInfo, request) };
    }
    demand(api.addresses.includes(address), 'not_found', {
      status: 404,
      violation: `there is no ${address}`,
    });
    this.#demandToken(request);
    return { ...OK, body: {} };
  }

  #clientParams(endpoint: ClientRequests, request: SeenRequest, proofs = this.service.proofs) {
    const params = clientParams(endpoint, request);
    demandClient(proofs, request, params, this.service.client);
    return params;
  }

  #exchange(request: SeenRequest): Json {
    const params = this.#clientParams(this.service.token, request);
    demandGrantType(params, 'authorization_code');
    const grant = this.grants.redeemCode(params);
    const tokens = tokensFor(this.service, this.grants, grant, { params });
    if (this.service.secondToken) this.grants.markFirst(tokens.accessToken);
    return this.service.tokenBody(tokens);
  }

  #exchangeToken(secondToken: NonNullable<Service['secondToken']>, request: SeenRequest): Json {
    const params = this.#clientParams(secondToken, request);
    demandGrantType(params, secondToken.grantType);
    const grant = this.grants.redeemFirstToken(params);
    const tokens = tokensFor(this.service, this.grants, grant, { params });
    return this.service.tokenBody({ ...tokens, isRefresh: true });
  }

  #refresh(refresh: NonNullable<Service['refresh']>, request: SeenRequest): Answer {
    const params = this.#clientParams(refresh, request);
    demandGrantType(params, refresh.grantType);
    if (this.refreshAnswer) return this.refreshAnswer;
    const grant = this.grants.refresh(params);
    const refreshToken = required(params, 'refresh_token');
    const tokens = tokensFor(this.service, this.grants, grant, { refreshToken });
    return { ...OK, body: this.service.tokenBody(tokens) };
  }

  #revoke(revocation: NonNullable<Service['revocation']>, request: SeenRequest): Answer {
    const params = this.#clientParams(revocation, request, revocation.proofs);
    const token = required(params, 'token');
    const kinds = (['access token', 'refresh token'] as const).filter((kind) =>
      ['any token', kind].includes(revocation.takes)
    );
    const isKnown = kinds.some((kind) => this.grants.revoke(token, kind));
    demand(isKnown, 'invalid_request', { violation: `no ${revocation.takes}` });
    return revocation.answer;
  }

  /** RFC 7662 §2.2. */
  #introspect(request: SeenRequest): Json {
    const params = this.#clientParams({ ...this.service.token, demands: {} }, request);
    const isActive = this.grants.grantOf(required(params, 'token')) !== null;
    const { lifetime } = this.service;
    const exp = lifetime === null ? undefined : Math.floor(Date.now() / 1_000) + lifetime;
    return { active: isActive, ...(isActive && { exp }) };
  }

  #userInfo({ scopes, body }: NonNullable<Service['userInfo']>, request: SeenRequest): Json {
    const granted = this.#demandToken(request);
    const missing = scopes.find((scope) => !granted.includes(scope));
    const violation = `${missing} is not granted`;
    demand(missing === undefined, 'insufficient_scope', { status: 403, violation });
    return body(granted);
  }

  /** The scopes of the access token, which is in the one header that is meant for it. */
  #demandToken(request: SeenRequest): readonly string[] {
    const { header, scheme, headers } = this.service.api;
    const sent = String(request.headers[header] ?? '');
    const prefix = scheme === null ? '' : `${scheme} `;
    const isStray = header !== 'authorization' && request.headers.authorization !== undefined;
    const token = sent.startsWith(prefix) && !isStray ? sent.slice(prefix.length) : '';
    const grant = this.grants.grantOf(token);
    const violation = `no token in ${header}`;
    if (!grant) throw new Refusal('invalid_token', { status: 401, violation });
    demandHeaders(headers, request);
    return grant.scopes;
  }
}

const urlOf = ({ headers, path }: SeenRequest): string => `${headers[ORIGIN_HEADER]}${path}`;

const addressOf = (request: SeenRequest): string => urlOf(request).split('?')[0] ?? '';

const demandGrantType = (params: URLSearchParams, grantType: string): void => {
  const violation = `grant_type is not ${grantType}`;
  demand(params.get('grant_type') === grantType, 'unsupported_grant_type', { violation });
};
