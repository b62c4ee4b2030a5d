import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { Owner } from '../owners/kinds';
import type { ConnectionIdentity } from '../store/connections';

/** Ids and reasons; never a token. */
export interface ConnectionEvent {
  uid: string;
  app: string;
  owner: Owner;
  account: string;
  reason?: string;
}

export type ConnectionEventName = 'connected' | 'refreshed' | 'needs-reconnect' | 'disconnected';

/** Events on Strapi's event hub, named `connected-apps.connection.<event>`. */
export const createEvents = ({ strapi }: { strapi: Core.Strapi }) => ({
  /** Does not wait for the listeners, and one that throws is logged: it must not break a refresh. */
  emit(
    name: ConnectionEventName,
    { uid, appKey, owner, account }: ConnectionIdentity & { uid: string },
    reason?: string
  ): void {
    const event: ConnectionEvent = { uid, app: appKey, owner, account, reason };
    const eventName = `${PLUGIN_ID}.connection.${name}`;
    strapi.eventHub.emit(eventName, event).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      strapi.log.error(`${PLUGIN_ID}: a listener of ${eventName} failed: ${message}`);
    });
  },
});

export type Events = ReturnType<typeof createEvents>;
