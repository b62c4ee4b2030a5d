import {
  demand,
  demandVerifier,
  Refusal,
  required,
} from '../../support/providers/authorization-server/checks';
import { Secrets } from '../../support/providers/authorization-server/secrets';
import type { Service } from '../service';

/** What the account holder agreed to. */
export interface Grant {
  redirectUri: string;
  scopes: readonly string[];
  codeChallenge: string | null;
  nonce: string | null;
  /** Whether the authorization request met the conditions for a refresh token. */
  mayRefresh: boolean;
}

interface Issued {
  grant: Grant;
  isSpent: boolean;
}

/** The codes and tokens of a service, each of which belongs to a grant. */
export class Grants {
  readonly #secrets = new Secrets();
  readonly #codes = new Map<string, Issued>();
  readonly #accessTokens = new Map<string, Issued>();
  readonly #refreshTokens = new Map<string, Issued>();
  /** The access tokens that a service with a second step issued for a code. */
  readonly #firstTokens = new Set<string>();
  readonly #ended = new Set<Grant>();

  constructor(private readonly service: Service) {}

  issueCode(grant: Grant): string {
    const code = this.#secrets.issue('code');
    this.#codes.set(code, { grant, isSpent: false });
    return code;
  }

  /** RFC 6749 §4.1.3, RFC 7636 §4.6. */
  redeemCode(params: URLSearchParams): Grant {
    const grant = this.#redeem(this.#codes, required(params, 'code'), { isOnce: true });
    if (this.service.token.names.redirect_uri !== null) {
      const isSame = required(params, 'redirect_uri') === grant.redirectUri;
      demand(isSame, 'invalid_grant', { violation: 'redirect_uri is not the same' });
    }
    this.#demandVerifier(params, grant);
    return grant;
  }

  /** RFC 6749 §6. */
  refresh(params: URLSearchParams): Grant {
    const isByAccessToken = this.service.refresh?.takes === 'access token';
    const issued = isByAccessToken ? this.#accessTokens : this.#refreshTokens;
    const isOnce = this.service.refresh?.rotation === 'new';
    const token = required(params, 'refresh_token');
    const isLasting = !this.#firstTokens.has(token);
    demand(isLasting, 'invalid_grant', { violation: 'only a second token can be refreshed' });
    return this.#redeem(issued, token, { isOnce });
  }

  /** The grant of a token that was issued for a code. */
  redeemFirstToken(params: URLSearchParams): Grant {
    const token = required(params, 'access_token');
    const isFirst = this.#firstTokens.has(token);
    demand(isFirst, 'invalid_grant', { violation: 'the token was not issued for a code' });
    return this.#redeem(this.#accessTokens, token, { isOnce: false });
  }

  /** Notes that the token has to be exchanged. */
  markFirst(accessToken: string): void {
    this.#firstTokens.add(accessToken);
  }

  issueAccessToken(grant: Grant): string {
    return this.#issue('accessToken', this.#accessTokens, grant);
  }

  issueRefreshToken(grant: Grant): string {
    return this.#issue('refreshToken', this.#refreshTokens, grant);
  }

  /** The grant of an access token that APIs accept; null if there is none. */
  grantOf(accessToken: string): Grant | null {
    const grant = this.#accessTokens.get(accessToken)?.grant ?? null;
    return grant && !this.#ended.has(grant) ? grant : null;
  }

  /** RFC 7009 §2.1: ends the whole grant. False if this is no such token. */
  revoke(token: string, kind: 'access token' | 'refresh token'): boolean {
    const issued = (kind === 'access token' ? this.#accessTokens : this.#refreshTokens).get(token);
    if (issued) this.#ended.add(issued.grant);
    return issued !== undefined;
  }

  #demandVerifier(params: URLSearchParams, { codeChallenge }: Grant): void {
    const { pkce } = this.service.authorization;
    if (codeChallenge !== null) {
      return demandVerifier(required(params, 'code_verifier'), codeChallenge);
    }
    const isStray = params.has('code_verifier');
    const violation = pkce === 'refused' ? 'PKCE is refused' : 'a verifier without a challenge';
    demand(!isStray, 'invalid_request', { violation });
  }

  #issue(name: 'accessToken' | 'refreshToken', all: Map<string, Issued>, grant: Grant): string {
    const token = this.#secrets.issue(name);
    all.set(token, { grant, isSpent: false });
    return token;
  }

  #redeem(all: Map<string, Issued>, secret: string, { isOnce }: { isOnce: boolean }): Grant {
    const issued = all.get(secret);
    if (!issued) throw new Refusal('invalid_grant', { violation: 'the grant is not from here' });
    const violation = this.#ended.has(issued.grant) ? 'the grant has ended' : 'it was used before';
    const isDead = this.#ended.has(issued.grant) || (isOnce && issued.isSpent);
    demand(!isDead, 'invalid_grant', { violation });
    issued.isSpent = true;
    return issued.grant;
  }
}
