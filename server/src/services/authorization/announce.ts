import type { App } from '../../store/apps';
import type { Connection } from '../../store/connections';
import type { Actor, Audit } from '../runtime/audit';
import type { Clock } from '../runtime/clock';
import type { Events } from '../runtime/events';
import { connectionState } from '../connections/connection-state';
import type { TokenCache } from '../tokens/token-cache';

export interface AnnounceParts {
  clock: Clock;
  tokenCache: Pick<TokenCache, 'forget'>;
  audit: Pick<Audit, 'recordConnection'>;
  events: Events;
}

/** Tells everybody of a new connection: the audit log, the cache of tokens, and other plugins. */
export const createAnnounce =
  ({ clock, tokenCache, audit, events }: AnnounceParts) =>
  (connection: Connection, app: App, actor: Actor): void => {
    const { uid, appKey, owner, account } = connection;
    const state = connectionState(connection, { ...app, fault: null }, clock.now());
    audit.recordConnection('connection.connect', { uid, appKey, owner, account }, actor);
    tokenCache.forget({ appKey, owner, account });
    events.emit('connected', connection, { state });
  };
