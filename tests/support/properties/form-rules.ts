import { CLIENT_AUTH_METHODS } from '../../../server/src/oauth/client-auth-methods';
import { createGuardedFetch } from '../../../server/src/oauth/http';
import {
  RESERVED_AUTHORIZATION_PARAMS,
  RESERVED_TOKEN_PARAMS,
} from '../../../server/src/oauth/reserved-params';
import { providerPresets } from '../../../server/src/providers';
import type { FormRules } from '../../../server/src/services/apps/provider-clients';

/** The rules for an app's form in production: no private addresses. */
export const formRules: FormRules = {
  providerIds: providerPresets.map(({ id }) => id),
  clientAuthMethods: CLIENT_AUTH_METHODS,
  reservedAuthorizationParams: RESERVED_AUTHORIZATION_PARAMS,
  reservedTokenParams: RESERVED_TOKEN_PARAMS,
  assertUrlAllowed: createGuardedFetch({ allowLoopback: false, allowedRanges: [] })
    .assertUrlAllowed,
};
