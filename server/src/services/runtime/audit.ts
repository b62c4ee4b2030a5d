import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../../constants';
import type { Owner } from '../../owners/kinds';
import { isSameOwner } from '../../owners/owner';
import type { ConnectionIdentity } from '../../store/connections';

export const AUDIT_ACTIONS = [
  'app.create',
  'app.update',
  'app.change-secret',
  'app.rotate-key',
  'app.delete',
  'connection.connect',
  'connection.refuse',
  'connection.refresh',
  'connection.disconnect',
] as const;

export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** The actor: a person in the panel (`id` is the `documentId`), or code of this Strapi. */
export type Actor = { type: 'admin-user'; id: string; email: string | null } | { type: 'system' };

export const SYSTEM: Actor = { type: 'system' };

/** Why a connection ended. */
export type DisconnectCause = 'owner' | 'admin' | 'system' | 'app_deleted' | 'owner_deleted';

/** Holds ids, names of fields and reasons, never a token or a value that somebody entered. */
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

/** The event's name on Strapi's event hub, where Strapi's audit log picks it up. */
export const auditEventName = (action: AuditAction): string => `${PLUGIN_ID}.${action}`;

/** The cause: the owner, another admin (any admin for the shared owner), or code. */
export const disconnectCause = (owner: Owner, actor: Actor): DisconnectCause => {
  if (actor.type === 'system') return 'system';
  return isSameOwner(owner, { kind: 'admin', id: actor.id }) ? 'owner' : 'admin';
};

/** Records who did what: in the log in every edition, and in Strapi's audit log if it has one. */
export const createAudit = ({ eventHub, log }: Pick<Core.Strapi, 'eventHub' | 'log'>) => {
  /** Does not wait for the listeners: the action is already done. */
  const tell = (entry: AuditEntry) => {
    const name = auditEventName(entry.action);
    eventHub.emit(name, entry).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      log.error(`${PLUGIN_ID}: a listener of ${name} failed: ${message}`);
    });
  };

  /**
   * The message holds JSON, because Strapi's own format prints only the message. Other formats get
   * the object too.
   */
  const record = (entry: AuditEntry): void => {
    log.info(`${PLUGIN_ID} audit ${JSON.stringify(entry)}`, { audit: entry });
    tell(entry);
  };

  return {
    record,

    /** Records one action on a connection. */
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
