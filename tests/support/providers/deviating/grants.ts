import { demand, demandVerifier, Refusal, required } from '../authorization-server/checks';
import type { Secrets } from '../authorization-server/secrets';
import type { Grant, Habits, StandardTokens } from './habits';

export const LIFETIME_SECONDS = 7_200;

interface Issued {
  grant: Grant;
  isSpent: boolean;
}

/** Granted with whatever is asked for, so that a response that names the scopes says more. */
export const SCOPE_OF_EVERYONE = 'basic';

/** The codes and tokens of a provider, each of which belongs to a grant. */
export class Grants {
  readonly #codes = new Map<string, Issued>();
  readonly #accessTokens = new Map<string, Issued>();
  readonly #refreshTokens = new Map<string, Issued>();
  readonly #ended = new Set<Grant>();

  constructor(
    private readonly secrets: Secrets,
    private readonly habits: Habits
  ) {}

  issueCode(grant: Grant): string {
    const code = this.secrets.issue('code');
    this.#codes.set(code, { grant, isSpent: false });
    return code;
  }

  /** RFC 6749 §4.1.3, RFC 7636 §4.6. `params` are under their standard names. */
  redeemCode(params: URLSearchParams): Grant {
    const grant = this.#redeem(this.#codes, required(params, 'code'), { isOnce: true });
    const isSame = required(params, 'redirect_uri') === grant.redirectUri;
    demand(isSame, 'invalid_grant', { violation: 'redirect_uri is not the same' });
    if (grant.codeChallenge === null) return grant;
    const verifier = required(params, 'code_verifier');
    this.secrets.add('codeVerifier', verifier);
    demandVerifier(verifier, grant.codeChallenge);
    return grant;
  }

  /** RFC 6749 §6. */
  refresh(params: URLSearchParams): Grant {
    const { takes, rotates } = this.habits.refresh;
    const issued = takes === 'access token' ? this.#accessTokens : this.#refreshTokens;
    return this.#redeem(issued, required(params, 'refresh_token'), { isOnce: rotates });
  }

  issueTokens(grant: Grant, { isFirst }: { isFirst: boolean }): StandardTokens {
    const { takes, rotates } = this.habits.refresh;
    const hasRefreshToken = takes === 'refresh token' && (isFirst || rotates);
    return {
      access_token: this.#issue('accessToken', this.#accessTokens, grant),
      ...(hasRefreshToken && {
        refresh_token: this.#issue('refreshToken', this.#refreshTokens, grant),
      }),
      expires_in: LIFETIME_SECONDS,
      token_type: 'Bearer',
      scope: [...grant.scopes, SCOPE_OF_EVERYONE].join(this.habits.scopeSeparator),
    };
  }

  /** Whether an API accepts this access token. */
  isAlive(accessToken: string): boolean {
    const issued = this.#accessTokens.get(accessToken);
    return issued !== undefined && !this.#ended.has(issued.grant);
  }

  /** RFC 7009 §2.1, §2.2: ends the whole grant; an unknown token is not an error. */
  revoke(token: string): void {
    const issued = this.#refreshTokens.get(token) ?? this.#accessTokens.get(token);
    if (issued) this.#ended.add(issued.grant);
  }

  /** The account holder withdraws everything. */
  withdraw(): void {
    for (const { grant } of this.#accessTokens.values()) this.#ended.add(grant);
  }

  #issue(name: 'accessToken' | 'refreshToken', all: Map<string, Issued>, grant: Grant): string {
    const token = this.secrets.issue(name);
    all.set(token, { grant, isSpent: false });
    return token;
  }

  #redeem(all: Map<string, Issued>, secret: string, { isOnce }: { isOnce: boolean }): Grant {
    const issued = all.get(secret);
    if (!issued) throw new Refusal('invalid_grant', { violation: 'the grant is not from here' });
    const isDead = this.#ended.has(issued.grant) || (isOnce && issued.isSpent);
    demand(!isDead, 'invalid_grant');
    issued.isSpent = true;
    return issued.grant;
  }
}
