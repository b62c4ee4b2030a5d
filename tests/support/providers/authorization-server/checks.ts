import { createHash } from 'node:crypto';

import type { SeenRequest } from '../../network/http-server';

interface RefusalOptions {
  status?: number;
  headers?: Record<string, string>;
  /** What a specification forbids a client to send. */
  violation?: string;
}

/** An error response (RFC 6749 §5.2, RFC 6750 §3.1). */
export class Refusal extends Error {
  constructor(
    readonly error: string,
    readonly options: RefusalOptions = {}
  ) {
    super(options.violation ?? error);
  }
}

export const demand = (isMet: boolean, error: string, options?: RefusalOptions): void => {
  if (!isMet) throw new Refusal(error, options);
};

const demandValid = (isMet: boolean, violation: string): void =>
  demand(isMet, 'invalid_request', { violation });

/** RFC 6749 §3.1, §3.2: no repeated parameter, except `resource` (RFC 8707 §2). */
export const demandOnce = (params: URLSearchParams): void => {
  const names = [...params.keys()].filter((name) => name !== 'resource');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  demandValid(twice === undefined, `${twice} came twice`);
};

/** RFC 6749 §3.1, §3.2: a parameter without a value counts as omitted. */
export const required = (params: URLSearchParams, name: string): string => {
  const value = params.get(name) ?? '';
  demandValid(value !== '', `${name} is missing`);
  return value;
};

/** RFC 6749 §3.2, RFC 7009 §2.1: a form, and no parameter in the URI. */
export const demandForm = ({ path, headers, form }: SeenRequest): void => {
  demandValid(!path.includes('?'), 'parameters in the URI');
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  demandValid(isForm, 'not a form');
  demandOnce(form);
};

/** RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID Connect Core §3.1.2.1, with a required nonce. */
export const authorizationFault = (params: URLSearchParams): string | null => {
  const get = (name: string) => params.get(name) ?? '';
  const demands: [isMet: boolean, otherwise: string][] = [
    [get('response_type') === 'code', 'response_type is not "code"'],
    [get('code_challenge_method') === 'S256', 'code_challenge_method is not "S256"'],
    [/^[\w-]{43}$/.test(get('code_challenge')), 'code_challenge is none of S256'],
    [!isOpenId(get('scope')) || get('nonce') !== '', 'nonce is missing'],
  ];
  return demands.find(([isMet]) => !isMet)?.[1] ?? null;
};

/** RFC 7636 §4.1, §4.6. */
export const demandVerifier = (verifier: string, codeChallenge: string): void => {
  const isVerifier = /^[A-Za-z0-9._~-]{43,128}$/.test(verifier);
  demandValid(isVerifier, 'code_verifier has the wrong form');
  const challenge = createHash('sha256').update(verifier, 'ascii').digest('base64url');
  const violation = 'code_verifier is of another request';
  demand(challenge === codeChallenge, 'invalid_grant', { violation });
};

/** RFC 6749 §6: no more scopes than were granted. */
export const demandGrantedScopes = (asked: string | null, granted: string): void => {
  const isGranted = (asked ?? granted)
    .split(' ')
    .every((name) => granted.split(' ').includes(name));
  demand(isGranted, 'invalid_scope', { violation: 'more scopes than were granted' });
};

/** RFC 6750 §2.1: the access token is in the header, and in no other place. */
export const bearerOf = ({ headers, path, body }: SeenRequest): string => {
  const isElsewhere = `${path} ${body}`.includes('access_token');
  demandValid(!isElsewhere, 'the access token is not in the header');
  return /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
};

export const isOpenId = (scope: string): boolean => scope.split(' ').includes('openid');
