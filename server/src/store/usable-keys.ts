import { envelopePrefix } from '../crypto/secret-box';
import type { Secrets } from './secrets';

/** For `$or`: the connection has a refresh token that this instance can open. */
export const hasUsableRefreshToken = (secrets: Secrets) =>
  secrets.usableKeyIds().map((kid) => ({ refreshToken: { $startsWith: envelopePrefix(kid) } }));
