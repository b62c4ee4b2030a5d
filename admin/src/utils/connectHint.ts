import type { AppDetails } from '../../../server/src/contracts';
import { unattendedGrantOf } from '../../../server/src/protocol-settings';
import type { TranslationKey } from '../hooks/useTranslate';

/** Why the app cannot be connected yet; null if it can. */
export const connectHint = (app: AppDetails, isModified: boolean): TranslationKey | null => {
  if (isModified) return 'connect.hint.modified';
  if (!app.enabled) return 'connect.hint.disabled';
  const needsPage = unattendedGrantOf(app.protocol) === null;
  if (needsPage && (!app.authorizationEndpoint || !app.tokenEndpoint)) {
    return 'connect.hint.endpoints';
  }
  if (!app.tokenEndpoint) return 'connect.hint.tokenEndpoint';
  if (app.protocol.grantType === 'jwt_bearer' && !app.hasAssertionKey) {
    return 'connect.hint.assertionKey';
  }
  if (!app.clientId) return 'connect.hint.clientId';
  if (!app.hasClientSecret && app.clientAuthMethod !== 'none') return 'connect.hint.clientSecret';
  return null;
};
