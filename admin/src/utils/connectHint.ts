import type { AppDetails } from '../../../server/src/contracts';
import type { TranslationKey } from '../hooks/useTranslate';

/** Why the app cannot be connected yet; null if it can. */
export const connectHint = (app: AppDetails, isModified: boolean): TranslationKey | null => {
  if (isModified) return 'connect.hint.modified';
  if (!app.enabled) return 'connect.hint.disabled';
  if (!app.authorizationEndpoint || !app.tokenEndpoint) return 'connect.hint.endpoints';
  if (!app.clientId) return 'connect.hint.clientId';
  if (!app.hasClientSecret && app.clientAuthMethod !== 'none') return 'connect.hint.clientSecret';
  return null;
};
