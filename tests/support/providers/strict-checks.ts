import { createHash } from 'node:crypto';

import type { SeenRequest } from '../network/http-server';

export type ClientAuth = 'client_secret_basic' | 'client_secret_post';

/** What an authorization request specified for the exchange of its code. */
export interface AuthorizedRequest {
  redirectUri: string;
  codeChallenge: string;
  nonce: string | null;
  scope: string;
}

/** Values that need encoding, both in a form and in Basic. */
export const CLIENT_ID = 'client:1 of/many';
export const CLIENT_SECRET = 'S3cret:/with %odd+signs&=';

type Demand = [isMet: boolean, otherwise: string];

const firstBroken = (demands: Demand[]): string | null =>
  demands.find(([isMet]) => !isMet)?.[1] ?? null;

const challengeOf = (verifier: string): string =>
  createHash('sha256').update(verifier).digest('base64url');

const formDecode = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? '';

/** RFC 6749 §3.1, §3.2: no repeated parameter, except `resource` (RFC 8707 §2). */
export const duplicateIn = (params: URLSearchParams): string | undefined => {
  const names = [...params.keys()].filter((name) => name !== 'resource');
  return names.find((name, index) => names.indexOf(name) !== index);
};

/** RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1, with a required nonce. */
export const authorizationFault = (params: URLSearchParams): string | null => {
  const get = (name: string) => params.get(name) ?? '';
  return firstBroken([
    [get('response_type') === 'code', 'response_type is not "code"'],
    [get('client_id') === CLIENT_ID, 'client_id is another'],
    [get('redirect_uri') !== '', 'redirect_uri is missing'],
    [get('state').length >= 22, 'state has less than 128 bits'],
    [get('code_challenge_method') === 'S256', 'code_challenge_method is not "S256"'],
    [/^[\w-]{43}$/.test(get('code_challenge')), 'code_challenge is none of S256'],
    [!get('scope').split(' ').includes('openid') || get('nonce') !== '', 'nonce is missing'],
  ]);
};

/** RFC 6749 §2.3.1, by the one method that the client registered for. */
export const authenticationFault = (
  { headers, form, path }: SeenRequest,
  method: ClientAuth
): string | null => {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  const isBasic = method === 'client_secret_basic';
  const [id, secret] =
    basic === undefined
      ? [form.get('client_id'), form.get('client_secret')]
      : Buffer.from(basic, 'base64').toString('utf8').split(':').map(formDecode);
  return firstBroken([
    [!path.includes('?'), 'parameters in the URI'],
    [isBasic === (basic !== undefined), `not authenticated by ${method}`],
    [!isBasic || !form.has('client_secret'), 'authenticated twice'],
    [id === CLIENT_ID && secret === CLIENT_SECRET, 'client id or secret is another'],
  ]);
};

/** RFC 6749 §4.1.3, RFC 7636 §4.6. */
export const exchangeFault = (
  form: URLSearchParams,
  { redirectUri, codeChallenge }: AuthorizedRequest
): string | null => {
  const verifier = form.get('code_verifier') ?? '';
  return firstBroken([
    [form.get('redirect_uri') === redirectUri, 'redirect_uri is not the same'],
    [/^[A-Za-z0-9._~-]{43,128}$/.test(verifier), 'code_verifier has the wrong form'],
    [challengeOf(verifier) === codeChallenge, 'code_verifier is of another request'],
  ]);
};
