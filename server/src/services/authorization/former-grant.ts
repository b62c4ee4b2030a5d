import { missingScopes } from '../../oauth/scopes';
import type { Connection, ObtainedGrant } from '../../store/connections';

/** The account that gave a grant, as far as known. */
export interface Account {
  subject: string | null;
  accountLabel: string | null;
  /** Other values mean another account: a tenant, a company, a server. */
  variableValues: string | null;
}

export type Former = Account & Pick<Connection, 'status' | 'scopesGranted'>;

/** Null if unknown. Account names can change, so they count only if a subject is missing. */
const areSame = (former: Account, present: Account): boolean | null => {
  if (former.variableValues !== present.variableValues) return false;
  const by = former.subject !== null && present.subject !== null ? 'subject' : 'accountLabel';
  return former[by] === null || present[by] === null ? null : former[by] === present[by];
};

/** Whether both accounts are known and the same. */
export const isSameAccount = (former: Account, present: Account): boolean =>
  areSame(former, present) === true;

/** Whether both accounts are known and different. */
export const isOtherAccount = (former: Account, present: Account): boolean =>
  areSame(former, present) === false;

/**
 * Decides what happens to the former refresh token on a reconnect. Some providers issue one only on
 * the first consent, so a reconnect without one keeps the former one, unless the account is known
 * to be different. After a narrower consent, the former one is revoked, because it would restore
 * the wider scopes.
 */
export const fateOfFormer = (
  former: Former,
  obtained: Account & Pick<ObtainedGrant, 'refreshToken' | 'scopesGranted'>
): 'keep' | 'drop' | 'revoke' => {
  if (obtained.refreshToken !== null || isOtherAccount(former, obtained)) return 'drop';
  const withdrawn = missingScopes(former.scopesGranted, obtained.scopesGranted, {
    hasSubject: obtained.subject !== null,
    // Not a refusal: a provider that issues no further refresh token omits `offline_access`.
    hasRefreshToken: true,
  });
  if (withdrawn.length > 0) return 'revoke';
  return former.status === 'active' ? 'keep' : 'drop';
};
