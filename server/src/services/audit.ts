import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import type { Owner } from '../owners/kinds';
import { isSameOwner } from '../owners/owner';
import type { ConnectionIdentity } from '../store/connections';

export const AUDIT_ACTIONS = [
  'app.create',
  'app.update',
  'app.change-secret',
  'app.delete',
  'connection.connect',
  'connection.refuse',
  'connection.refresh',
  'connection.disconnect',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who did it: a person in the panel (`id` is the `documentId`), or code of this Strapi. */
export type Actor = { type: 'admin-user'; id: string; email: string | null } | { type: 'system' };

export const SYSTEM: Actor = { type: 'system' };

/** Why a connection ended. */
export type DisconnectCause = 'owner' | 'admin' | 'system' | 'app_deleted' | 'owner_deleted';

/** Ids, names of fields and reasons; never a value that somebody entered, nor a token. */
export interface AuditEntry {
  action: AuditAction;
  outcome: 'success' | 'failure';
  actor: Actor;
  /** The app's key. */
  app: string;
  /** The connection's uid. */
  connection?: string;
  owner?: Owner;
  account?: string;
  details?: Record<string, unknown>;
}

/** The name on Strapi's event hub, from which its audit log takes it. */
export const auditEventName = (action: AuditAction): string => `${PLUGIN_ID}.${action}`;

/** Who disconnects: the owner, another admin (who may also do so for the shared owner), or code. */
export const disconnectCause = (owner: Owner, actor: Actor): DisconnectCause => {
  if (actor.type === 'system') return 'system';
  return isSameOwner(owner, { kind: 'admin', id: actor.id }) ? 'owner' : 'admin';
};

/** Who did what: a log line in each edition, and Strapi's own audit log where there is one. */
export const createAudit = ({ strapi }: { strapi: Core.Strapi }) => {
  /** Does not wait for the listeners: what was done is done. */
  const tell = (entry: AuditEntry) => {
    const name = auditEventName(entry.action);
    strapi.eventHub.emit(name, entry).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      strapi.log.error(`${PLUGIN_ID}: a listener of ${name} failed: ${message}`);
    });
  };

  /** As JSON in the message, since Strapi's own format prints nothing else; other formats get the object. */
  const record = (entry: AuditEntry): void => {
    strapi.log.info(`${PLUGIN_ID} audit ${JSON.stringify(entry)}`, { audit: entry });
    tell(entry);
  };

  return {
    record,

    /** One entry for a connection: who did what to whose. */
    recordConnection(
      action: Extract<AuditAction, `connection.${string}`>,
      { appKey, owner, account, uid }: ConnectionIdentity & { uid?: string },
      actor: Actor,
      details?: Record<string, unknown>,
      outcome: AuditEntry['outcome'] = 'success'
    ): void {
      record({ action, outcome, actor, app: appKey, connection: uid, owner, account, details });
    },
  };
};

export type Audit = ReturnType<typeof createAudit>;
