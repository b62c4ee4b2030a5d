import { UNATTENDED_GRANTS, type UnattendedGrant } from '../../protocol-settings';
import type { Session } from '../session';
import type { ClientCredentialsInput, TokenResult } from '../types';
import { grants } from './index';

/**
 * Runs a grant that needs no person. A refresh runs it again, so the name of the grant takes the
 * place of the refresh token. A provider should issue none (RFC 6749 §4.4.3). If it does, the
 * plugin drops it.
 */
export const unattendedGrant = async (
  session: Session,
  grant: UnattendedGrant,
  input: ClientCredentialsInput
): Promise<TokenResult> => {
  const grantType = UNATTENDED_GRANTS[grant];
  return { ...(await grants[grantType](session, input)), refreshToken: grantType };
};
