import { createHash, randomBytes } from 'node:crypto';

const CODE_TTL_MS = 60_000;

/** What the account holder agreed to at the consent page. */
export interface Grant {
  clientId: string;
  redirectUri: string;
  scope: string;
  state: string;
  nonce: string | null;
  codeChallenge: string;
}

interface IssuedCode {
  grant: Grant;
  expiresAtMs: number;
  isSpent: boolean;
}

interface IssuedRefreshToken {
  grant: Grant;
  isSpent: boolean;
}

/** RFC 6749 §5.2: an error of the token endpoint. */
export class Refusal extends Error {
  constructor(
    readonly error: string,
    readonly status = 400
  ) {
    super(error);
  }
}

const secret = (prefix: string): string => `${prefix}-${randomBytes(24).toString('base64url')}`;

/** Codes and tokens of an authorization server that follows its specifications. */
export class HostileGrants {
  readonly #codes = new Map<string, IssuedCode>();
  readonly #refreshTokens = new Map<string, IssuedRefreshToken>();
  readonly #accessTokens = new Map<string, Grant>();
  readonly #endedGrants = new Set<Grant>();

  constructor(private readonly options: { rotates: boolean }) {}

  issueCode(grant: Grant): string {
    const code = secret('code');
    this.#codes.set(code, { grant, expiresAtMs: Date.now() + CODE_TTL_MS, isSpent: false });
    return code;
  }

  /** RFC 6749 §4.1.3, RFC 7636 §4.6: once, by the same client, redirect URI and verifier. */
  redeemCode(form: URLSearchParams, clientId: string): Grant {
    const issued = this.#codes.get(form.get('code') ?? '');
    if (!issued || issued.grant.clientId !== clientId) throw new Refusal('invalid_grant');
    const { grant, expiresAtMs, isSpent } = issued;
    if (isSpent) this.#endedGrants.add(grant);
    issued.isSpent = true;
    if (isSpent || expiresAtMs <= Date.now()) throw new Refusal('invalid_grant');
    if (form.get('redirect_uri') !== grant.redirectUri) throw new Refusal('invalid_grant');
    const verifier = form.get('code_verifier') ?? '';
    if (!/^[A-Za-z0-9._~-]{43,128}$/.test(verifier)) throw new Refusal('invalid_request');
    const challenge = createHash('sha256').update(verifier, 'ascii').digest('base64url');
    if (challenge !== grant.codeChallenge) throw new Refusal('invalid_grant');
    return grant;
  }

  /** RFC 9700 §4.14.2: the reuse of a rotated token ends the grant. */
  redeemRefreshToken(form: URLSearchParams, clientId: string): Grant {
    const issued = this.#refreshTokens.get(form.get('refresh_token') ?? '');
    if (!issued || issued.grant.clientId !== clientId) throw new Refusal('invalid_grant');
    const { grant, isSpent } = issued;
    if (isSpent) this.#endedGrants.add(grant);
    if (this.#endedGrants.has(grant)) throw new Refusal('invalid_grant');
    issued.isSpent = this.options.rotates;
    return grant;
  }

  issueTokens(grant: Grant, isRefresh: boolean): { accessToken: string; refreshToken?: string } {
    const accessToken = secret('at');
    this.#accessTokens.set(accessToken, grant);
    if (isRefresh && !this.options.rotates) return { accessToken };
    const refreshToken = secret('rt');
    this.#refreshTokens.set(refreshToken, { grant, isSpent: false });
    return { accessToken, refreshToken };
  }

  isAlive(accessToken: string): boolean {
    const grant = this.#accessTokens.get(accessToken);
    return grant !== undefined && !this.#endedGrants.has(grant);
  }

  revoke(token: string): void {
    const grant = this.#refreshTokens.get(token)?.grant ?? this.#accessTokens.get(token);
    if (grant) this.#endedGrants.add(grant);
  }

  /** Everything that was issued and must not appear anywhere else. */
  get secrets(): string[] {
    return [this.#codes, this.#refreshTokens, this.#accessTokens].flatMap((issued) => [
      ...issued.keys(),
    ]);
  }
}
