import type { GrantToStore } from '../../../server/src/store/connections';

/** A grant as the store accepts it, without an expiry unless a test sets one. */
export const grantToStore = (changes: Partial<GrantToStore> = {}): GrantToStore => ({
  accessToken: 'access',
  refreshToken: 'refresh',
  tokenType: 'Bearer',
  expiresAt: null,
  nextRefreshAt: null,
  scopesGranted: ['mail.read'],
  scopesRequested: ['mail.read'],
  subject: null,
  accountLabel: null,
  variableValues: null,
  connectedAt: new Date(),
  ...changes,
});
