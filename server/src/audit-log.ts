import type { Core } from '@strapi/strapi';

import { AUDIT_ACTIONS, auditEventName, type AuditEntry } from './services/runtime/audit';

/** Undocumented service of Strapi editions with audit logs; accepts plugins' events since 5.54. */
const SERVICE = 'audit-logs-lifecycle';

interface AuditLogsLifecycle {
  registerEvent(name: string, transform: (entry: AuditEntry) => object): void;
}

const takesEvents = (service: unknown): service is AuditLogsLifecycle =>
  typeof service === 'object' &&
  service !== null &&
  'registerEvent' in service &&
  typeof service.registerEvent === 'function';

/** Strapi adds who, when and from where, and drops events without a user of the panel. */
const toPayload = ({ app, connection, owner, account, outcome, details }: AuditEntry) => ({
  resource:
    connection === undefined
      ? { type: 'connected-app', id: app }
      : { type: 'connection', id: connection, name: app },
  outcome,
  details: { app, owner, account, ...details },
});

/** Also writes the plugin's audit events to Strapi's audit log, if the edition has one. */
export const registerAuditEvents = (strapi: Core.Strapi): void => {
  // Strapi before 5.53 has no `has`, and its audit log accepts no events from plugins.
  if (!('has' in strapi) || !strapi.has(SERVICE)) return;
  const lifecycle: unknown = strapi.get(SERVICE);
  if (!takesEvents(lifecycle)) return;
  for (const action of AUDIT_ACTIONS) lifecycle.registerEvent(auditEventName(action), toPayload);
};
