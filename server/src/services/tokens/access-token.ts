import { inspect } from 'node:util';

import type { AccessToken } from '../../public';
import type { CachedToken } from './token-cache';

/** Prints as `[redacted]` wherever it is logged, inspected or serialised by accident. */
export const toAccessToken = (
  token: Pick<CachedToken, 'accessToken' | 'tokenType' | 'expiresAtMs' | 'scopes' | 'values'>
): AccessToken => {
  const { accessToken, tokenType, expiresAtMs, scopes, values } = token;
  const expiresAt = expiresAtMs === null ? null : new Date(expiresAtMs);
  const redacted = { value: () => '[redacted]' };
  return Object.defineProperties<AccessToken>(
    { accessToken, tokenType, expiresAt, scopes, values },
    {
      accessToken: { enumerable: false },
      toString: redacted,
      toJSON: redacted,
      [inspect.custom]: redacted,
    }
  );
};
