import { UNATTENDED_GRANTS, type RequestFormat } from '../protocol-settings';
import type { ClientAuthMethod } from './client-auth-methods';
import { isSentAsItIs } from './client-authentication';
import type { Phase } from './errors/explanations';
import { TOKEN_EXCHANGE } from './grants/token-exchange';
import type { ClientSettings } from './types';
import { withoutQuery } from './without-query';

type GrantType =
  | 'authorization_code'
  | 'device_code'
  | 'refresh_token'
  | typeof TOKEN_EXCHANGE
  | (typeof UNATTENDED_GRANTS)[keyof typeof UNATTENDED_GRANTS];

/** The parts of a token request that an explanation names. Holds no secret. */
export interface TokenRequestAttempt {
  grantType: GrantType;
  /** A `code_verifier` was sent (RFC 7636 §4.5). */
  usesPkce: boolean;
  clientAuthMethod: ClientAuthMethod;
  /** Form encoding changes the client id or the secret in the Basic header (RFC 6749 §2.3.1). */
  isEncoded: boolean;
  requestFormat: RequestFormat;
  /** Origin and path only. */
  tokenUri: string;
}

/** Null: the phase sends no token request. */
const GRANT_TYPES: Record<Phase, GrantType | null> = {
  discovery: null,
  pushed_request: null,
  callback: null,
  exchange: 'authorization_code',
  device_authorization: null,
  device_code: 'device_code',
  refresh: 'refresh_token',
  ...UNATTENDED_GRANTS,
  token_exchange: TOKEN_EXCHANGE,
  introspection: null,
  revocation: null,
  userinfo: null,
};

const ENCODED_METHODS: readonly ClientAuthMethod[] = [
  'client_secret_basic',
  'client_secret_basic_and_post',
];

const tokenUriOf = (
  { tokenEndpoint, refreshEndpoint }: ClientSettings['endpoints'],
  grantType: GrantType
): string | null =>
  grantType === 'refresh_token' ? (refreshEndpoint ?? tokenEndpoint) : tokenEndpoint;

const requestFormatOf = (
  { requestFormat, refreshRequestFormat }: ClientSettings['protocol'],
  grantType: GrantType
): RequestFormat =>
  grantType === 'refresh_token' ? (refreshRequestFormat ?? requestFormat) : requestFormat;

/** Null in a phase that sends no token request. */
export const tokenRequestAttempt = (
  { clientAuthMethod, clientId, clientSecret, endpoints, protocol }: ClientSettings,
  phase: Phase
): TokenRequestAttempt | null => {
  const grantType = GRANT_TYPES[phase];
  if (grantType === null) return null;
  return {
    grantType,
    usesPkce: grantType === 'authorization_code' && protocol.pkce === 'S256',
    clientAuthMethod,
    requestFormat: requestFormatOf(protocol, grantType),
    isEncoded:
      ENCODED_METHODS.includes(clientAuthMethod) &&
      ![clientId, clientSecret ?? ''].every(isSentAsItIs),
    tokenUri: withoutQuery(tokenUriOf(endpoints, grantType) ?? '') ?? '',
  };
};
