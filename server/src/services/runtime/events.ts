import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../../constants';
import type { ConnectionState } from '../../contracts';
import type { Owner } from '../../owners/kinds';
import type { ConnectionIdentity } from '../../store/connections';

/** Ids, reasons and states; never a token. */
export interface ConnectionEvent {
  uid: string;
  app: string;
  owner: Owner;
  account: string;
  reason?: string;
  /** The current state of the connection; omitted if the connection is gone. */
  state?: ConnectionState;
}

/**
 * `failing`: refreshes of this connection fail, and as far as is known neither the provider nor the
 * app is to blame. Sent once for each series of failures.
 */
export type ConnectionEventName =
  'connected' | 'refreshed' | 'failing' | 'needs-reconnect' | 'disconnected';

/** Events on Strapi's event hub, named `connected-apps.connection.<event>`. */
export const createEvents = ({ eventHub, log }: Pick<Core.Strapi, 'eventHub' | 'log'>) => ({
  /** Does not wait for the listeners. Logs one that throws, because it must not break a refresh. */
  emit(
    name: ConnectionEventName,
    { uid, appKey, owner, account }: ConnectionIdentity & { uid: string },
    details: Pick<ConnectionEvent, 'reason' | 'state'> = {}
  ): void {
    const event: ConnectionEvent = { uid, app: appKey, owner, account, ...details };
    const eventName = `${PLUGIN_ID}.connection.${name}`;
    eventHub.emit(eventName, event).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      log.error(`${PLUGIN_ID}: a listener of ${eventName} failed: ${message}`);
    });
  },
});

export type Events = ReturnType<typeof createEvents>;
