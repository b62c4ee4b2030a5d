import { nowSeconds } from '../http-provider';
import { demand, demandGrantedScopes, demandVerifier, Refusal, required } from './checks';
import type { Secrets } from './secrets';

const CODE_TTL_SECONDS = 60;

/** What the account holder agreed to. */
export interface Grant {
  clientId: string;
  scope: string;
  /** Of the authorization request. */
  state?: string;
  nonce?: string | null;
}

interface IssuedCode {
  grant: Grant;
  redirectUri: string;
  codeChallenge: string;
  expiresAt: number;
  isSpent: boolean;
}

/** Codes and tokens, each of which belongs to a grant. */
export class Grants {
  readonly #codes = new Map<string, IssuedCode>();
  readonly #refreshTokens = new Map<string, { grant: Grant; isSpent: boolean }>();
  readonly #accessTokens = new Map<string, { grant: Grant; expiresAt: number }>();
  readonly #ended = new Set<Grant>();
  /** Whether refresh tokens are single-use (RFC 9700 §4.14.2). */
  rotates = true;

  constructor(
    private readonly secrets: Secrets,
    private readonly accessTokenTtlSeconds: number
  ) {}

  issueCode(grant: Grant, params: URLSearchParams): string {
    const code = this.secrets.issue('code');
    this.#codes.set(code, {
      grant,
      redirectUri: required(params, 'redirect_uri'),
      codeChallenge: required(params, 'code_challenge'),
      expiresAt: nowSeconds() + CODE_TTL_SECONDS,
      isSpent: false,
    });
    return code;
  }

  /** RFC 6749 §4.1.2, §4.1.3: once, by the same client, redirect URI and verifier. */
  redeemCode(form: URLSearchParams, clientId: string): Grant {
    const issued = this.#codes.get(required(form, 'code'));
    const verifier = required(form, 'code_verifier');
    this.secrets.add('codeVerifier', verifier);
    if (issued?.grant.clientId !== clientId) {
      throw new Refusal('invalid_grant', { violation: 'the code is not from here' });
    }
    const { grant, isSpent } = issued;
    if (isSpent) this.#ended.add(grant);
    issued.isSpent = true;
    demand(!isSpent, 'invalid_grant', { violation: 'the code came twice' });
    demand(issued.expiresAt > nowSeconds(), 'invalid_grant');
    const isSame = required(form, 'redirect_uri') === issued.redirectUri;
    demand(isSame, 'invalid_grant', { violation: 'redirect_uri is not the same' });
    demandVerifier(verifier, issued.codeChallenge);
    return grant;
  }

  /** RFC 9700 §4.14.2: the reuse of a rotated token ends the grant. */
  redeemRefreshToken(form: URLSearchParams, clientId: string): Grant {
    const issued = this.#refreshTokens.get(required(form, 'refresh_token'));
    if (issued?.grant.clientId !== clientId) throw new Refusal('invalid_grant');
    const { grant } = issued;
    if (issued.isSpent) this.#ended.add(grant);
    demand(!this.#ended.has(grant), 'invalid_grant');
    demandGrantedScopes(form.get('scope'), grant.scope);
    issued.isSpent = this.rotates;
    return grant;
  }

  issueAccessToken(grant: Grant): { access_token: string; expires_in: number } {
    const accessToken = this.secrets.issue('accessToken');
    const expiresAt = nowSeconds() + this.accessTokenTtlSeconds;
    this.#accessTokens.set(accessToken, { grant, expiresAt });
    return { access_token: accessToken, expires_in: this.accessTokenTtlSeconds };
  }

  issueRefreshToken(grant: Grant): string {
    const refreshToken = this.secrets.issue('refreshToken');
    this.#refreshTokens.set(refreshToken, { grant, isSpent: false });
    return refreshToken;
  }

  /** Whether this access or refresh token is accepted now. */
  isAlive(token: string): boolean {
    const [access, refresh] = [this.#accessTokens.get(token), this.#refreshTokens.get(token)];
    const isCurrent = access ? access.expiresAt > nowSeconds() : refresh && !refresh.isSpent;
    const grant = (access ?? refresh)?.grant;
    return grant !== undefined && isCurrent === true && !this.#ended.has(grant);
  }

  /** RFC 7009 §2.1, §2.2: ends the whole grant; an unknown token is not an error. */
  revoke(token: string): void {
    const { grant } = this.#refreshTokens.get(token) ?? this.#accessTokens.get(token) ?? {};
    if (grant) this.#ended.add(grant);
  }

  refuseAccessTokens(): void {
    this.#accessTokens.clear();
  }
}
