import { CLIENT_AUTH_METHODS } from '../../../server/src/oauth/client-auth-methods';
import { createGuardedFetch } from '../../../server/src/oauth/http';
import {
  RESERVED_AUTHORIZATION_PARAMS,
  RESERVED_TOKEN_PARAMS,
} from '../../../server/src/oauth/reserved-params';
import { withoutRoute } from '../../../server/src/oauth/route-fragment';
import { TRANSPORT_HEADERS } from '../../../server/src/oauth/transport-headers';
import { providerPresets } from '../../../server/src/providers';
import type { FormRules } from '../../../server/src/services/apps/provider-clients';

const { assertUrlAllowed } = createGuardedFetch({ allowLoopback: false, allowedRanges: [] });

/** The rules for an app's form in production: no private addresses. */
export const formRules: FormRules = {
  providerIds: providerPresets.map(({ id }) => id),
  clientAuthMethods: CLIENT_AUTH_METHODS,
  reservedAuthorizationParams: RESERVED_AUTHORIZATION_PARAMS,
  reservedTokenParams: RESERVED_TOKEN_PARAMS,
  transportHeaders: TRANSPORT_HEADERS,
  assertConsentPageAllowed: (url) => assertUrlAllowed(withoutRoute(url)),
  assertUrlAllowed,
};
