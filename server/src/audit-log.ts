import type { Core } from '@strapi/strapi';

import { AUDIT_ACTIONS, auditEventName, type AuditEntry } from './services/audit';

/** Undocumented service of Strapi's editions with audit logs; takes events of plugins since 5.54. */
const SERVICE = 'audit-logs-lifecycle';

interface AuditLogsLifecycle {
  registerEvent(name: string, transform: (entry: AuditEntry) => object): void;
}

const takesEvents = (service: unknown): service is AuditLogsLifecycle =>
  typeof service === 'object' &&
  service !== null &&
  'registerEvent' in service &&
  typeof service.registerEvent === 'function';

/** Strapi adds who, when and from where, and drops what nobody in the panel did. */
const toPayload = ({ app, connection, owner, account, outcome, details }: AuditEntry) => ({
  resource:
    connection === undefined
      ? { type: 'connected-app', id: app }
      : { type: 'connection', id: connection, name: app },
  outcome,
  details: { app, owner, account, ...details },
});

/** Puts what the plugin records into Strapi's audit log too, where the edition has one. */
export const registerAuditEvents = (strapi: Core.Strapi): void => {
  if (!strapi.has(SERVICE)) return;
  const lifecycle: unknown = strapi.get(SERVICE);
  if (!takesEvents(lifecycle)) return;
  for (const action of AUDIT_ACTIONS) lifecycle.registerEvent(auditEventName(action), toPayload);
};
