import type { AppDetails } from '../../../server/src/contracts';
import { NEEDED_ENDPOINTS } from '../../../server/src/endpoints';
import { usesClientSecret } from '../../../server/src/oauth/client-auth-methods';
import type { TranslationKey } from '../hooks/useTranslate';

/** Why the app cannot be connected yet; null if it can. */
export const connectHint = (app: AppDetails, isModified: boolean): TranslationKey | null => {
  if (isModified) return 'connect.hint.modified';
  if (!app.enabled) return 'connect.hint.disabled';
  const { grantType } = app.protocol;
  const isMissing = NEEDED_ENDPOINTS[grantType].some((name) => !app[name]);
  if (isMissing) return `connect.hint.endpoints.${grantType}`;
  if (grantType === 'jwt_bearer' && !app.hasAssertionKey) return 'connect.hint.assertionKey';
  if (!app.clientId) return 'connect.hint.clientId';
  if (!app.hasClientSecret && usesClientSecret(app.clientAuthMethod)) {
    return 'connect.hint.clientSecret';
  }
  return null;
};
