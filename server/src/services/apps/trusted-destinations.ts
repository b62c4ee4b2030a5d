import type { App } from '../../store/apps';
import type { Secrets } from '../../store/secrets';
import { appTampered, appUnreadable } from '../../errors/definitions';

/**
 * Call it before anything is sent to a destination of an app.
 * @throws {ConnectedAppsError} `key_unavailable`
 */
export const assertIntact = (
  secrets: Pick<Secrets, 'assertUsable'>,
  key: string,
  { destinationsCheck }: Pick<App, 'destinationsCheck'>
): void => {
  if (destinationsCheck === 'intact') return;
  secrets.assertUsable();
  throw destinationsCheck === 'tampered' ? appTampered(key) : appUnreadable(key);
};
