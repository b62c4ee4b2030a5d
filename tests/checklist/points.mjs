/**
 * What a correct OAuth client does, point by point. Each has a test in this folder whose name
 * begins with its number, or says in `open` why there is none yet.
 *
 * @typedef {object} Point
 * @property {string} id
 * @property {string} title "given: the client must"
 * @property {string} source RFC by its number and section; Core and Discovery are OpenID Connect's.
 * @property {string} [open]
 */

const NO_DPOP = 'DPoP is not built: it is never asked for, and a DPoP token is refused';

/** @type {Point[]} */
export const points = [
  {
    id: 'C01',
    title: 'flow start: S256 PKCE, fresh verifier of 43–128 characters',
    source: '7636 §4; 9700 §2.1.1',
  },
  { id: 'C02', title: 'only plain advertised: never downgrade silently', source: '7636 §7.2' },
  {
    id: 'C03',
    title: 'flow start: one-time state, at least 128 bits, bound to the user',
    source: '6749 §10.12; 9700 §4.7',
  },
  { id: 'C04', title: 'unknown, used or expired state: no token request', source: '6749 §10.12' },
  {
    id: 'C05',
    title: 'openid scope: nonce sent, and equal in the id_token',
    source: 'Core §3.1.2.1, §3.1.3.7',
  },
  { id: 'C06', title: 'duplicate response parameter: reject', source: '6749 §3.1' },
  { id: 'C07', title: 'unknown response parameter: ignore', source: '6749 §4.1.2' },
  { id: 'C08', title: 'error response: safe text, no exchange', source: '6749 §4.1.2.1' },
  { id: 'C09', title: 'iss present: exact match', source: '9207 §2.4' },
  { id: 'C10', title: 'iss advertised but absent: reject', source: '9207 §2.4' },
  {
    id: 'C11',
    title: 'several providers: a redirect URI per app, the flow bound to its app',
    source: '9700 §4.4.2',
  },
  { id: 'C12', title: 'token request: byte-identical redirect_uri', source: '6749 §4.1.3' },
  { id: 'C13', title: 'code: used once, never retried', source: '6749 §4.1.2' },
  {
    id: 'C14',
    title: 'callback: no third-party content, no code in Referer',
    source: '9700 §4.2',
  },
  { id: 'C15', title: 'after the callback: code gone from URL and history', source: '9700 §4.3' },
  { id: 'C16', title: 'returnTo: no open redirect', source: '9700 §4.11' },
  { id: 'C17', title: 'no implicit, no password grant', source: '9700 §2.1.2, §2.4' },
  {
    id: 'C18',
    title: 'endpoint not https: refuse, except loopback in development',
    source: '6749 §3.1.2.1',
  },
  { id: 'C19', title: 'TLS invalid: abort', source: '6750 §5.3' },
  { id: 'C20', title: 'endpoint answers 3xx: credentials never sent again', source: '9700 §4.12' },
  {
    id: 'C21',
    title: 'confidential client: authenticates at token, revocation, introspection and PAR',
    source: '6749 §3.2.1',
  },
  { id: 'C22', title: 'Basic: id and secret form-encoded', source: '6749 §2.3.1' },
  { id: 'C23', title: 'one authentication method per request', source: '6749 §2.3' },
  { id: 'C24', title: 'secret never in a URI', source: '6749 §2.3.1' },
  {
    id: 'C25',
    title: 'private_key_jwt: short exp, unique jti, right aud',
    source: '7523 §3',
  },
  {
    id: 'C26',
    title: "no access_token or token_type that can't be defaulted: invalid",
    source: '6749 §5.1',
  },
  { id: 'C27', title: 'token_type in any case; unknown type: not used', source: '6749 §7.1' },
  { id: 'C28', title: 'expires_in absent: unknown, not eternal, not zero', source: '6749 §5.1' },
  {
    id: 'C29',
    title: 'scope absent: as requested; different: recorded and shown',
    source: '6749 §5.1, §3.3',
  },
  { id: 'C30', title: 'refresh scope within the original grant', source: '6749 §6' },
  { id: 'C31', title: 'new refresh token: replaces the old', source: '6749 §6' },
  { id: 'C32', title: 'no new refresh token: the old is kept', source: '6749 §6' },
  { id: 'C33', title: 'refresh token only to its own provider', source: '6749 §10.4' },
  {
    id: 'C34',
    title: 'issuer or endpoint edited: old tokens never sent to the new host',
    source: '9700 §4.4',
  },
  {
    id: 'C35',
    title: 'invalid_grant: new authorization; 5xx and network: not',
    source: '6749 §5.2',
  },
  { id: 'C36', title: 'access token in the header only', source: '6750 §2.3; 9700 §4.3.2' },
  {
    id: 'C37',
    title: 'API answers 401 invalid_token: one refresh, one retry',
    source: '6750 §3.1',
  },
  { id: 'C38', title: 'insufficient_scope: no refresh loop', source: '6750 §3.1' },
  {
    id: 'C39',
    title: 'tokens and secret encrypted at rest, absent from logs, API, errors',
    source: '6819 §5.1.4.1',
  },
  { id: 'C40', title: 'no scope asked for that nobody configured', source: '6819 §5.1.5.1' },
  { id: 'C41', title: 'callback and completion not framable', source: '9700 §4.16' },
  { id: 'C42', title: 'disconnect: refresh token revoked', source: '7009 §2.1' },
  {
    id: 'C43',
    title: 'revocation 503: retry later; unsupported: stop; deleted here in any case',
    source: '7009 §2.2',
  },
  {
    id: 'C44',
    title: 'introspection active false: unusable, no other member trusted',
    source: '7662 §2.2',
  },
  {
    id: 'C45',
    title: 'discovery issuer identical to the configured one',
    source: '8414 §3.3',
  },
  {
    id: 'C46',
    title: 'issuer with a path: the right well-known form, both tried',
    source: '8414 §3.1; Discovery §4.1',
  },
  {
    id: 'C47',
    title: 'resource absolute, no fragment, repeatable; at authorization, token, refresh',
    source: '8707 §2',
  },
  {
    id: 'C48',
    title: 'PAR: all parameters pushed; redirect carries client_id and request_uri only',
    source: '9126 §2–4',
  },
  { id: 'C49', title: 'PAR required by metadata: used', source: '9126 §5' },
  {
    id: 'C50',
    title: 'DPoP proof: unique jti, htm, htu without query, ath, nonce retry',
    source: '9449 §4.2, §8',
    open: NO_DPOP,
  },
  {
    id: 'C51',
    title: 'DPoP asked, Bearer given: refused or recorded',
    source: '9449 §5',
    open: NO_DPOP,
  },
  {
    id: 'C52',
    title: "same DPoP key for the connection's refreshes",
    source: '9449 §5',
    open: NO_DPOP,
  },
  {
    id: 'C53',
    title: 'id_token iss, aud, azp, exp, alg, signature; none refused',
    source: 'Core §3.1.3.7',
  },
  { id: 'C54', title: 'unknown kid: one JWKS refetch, rate-limited', source: 'Core §10.1.1' },
  { id: 'C55', title: 'userinfo sub is the id_token sub', source: 'Core §5.3.2' },
  { id: 'C56', title: 'refreshed id_token: same iss and sub', source: 'Core §12.2' },
  {
    id: 'C57',
    title: 'javascript:, file:, data: URLs in metadata: refused',
    source: 'Discovery §3',
  },
  {
    id: 'C58',
    title: "invalid_client: the app's fault; no connection marked",
    source: '6749 §5.2',
  },
];
