import { setImmediate as nextTurn } from 'node:timers/promises';

import {
  AUDIT_ACTIONS,
  auditEventName,
  createAudit,
  disconnectCause,
  SYSTEM,
  type Actor,
  type AuditEntry,
} from '../../../../server/src/services/runtime/audit';
import { connectionRow } from '../../../support/databases/rows';
import { only } from '../../../support/elements';

const JANE: Actor = { type: 'admin-user', id: 'jane', email: 'jane@example.com' };

const ENTRY: AuditEntry = {
  action: 'app.update',
  outcome: 'success',
  actor: JANE,
  app: 'mail',
  details: { changedFields: ['name'] },
};

/** An audit whose listeners and log are the test's. */
const setUp = () => {
  const emit = jest.fn(async (_name: string, _entry: AuditEntry) => undefined);
  const lines: { level: string; message: string; details?: object }[] = [];
  const write = (level: string) => (message: string, details?: object) =>
    void lines.push({ level, message, details });
  const parts = { eventHub: { emit }, log: { info: write('info'), error: write('error') } };
  const audit = createAudit(parts as unknown as Parameters<typeof createAudit>[0]);
  return { audit, emit, lines };
};

describe('an audited action', () => {
  it('is one line of the log, complete in the text and as an object', () => {
    const { audit, lines } = setUp();
    audit.record(ENTRY);
    const { level, message, details } = only(lines);
    expect(level).toBe('info');
    expect(message).not.toContain('\n');
    expect(JSON.parse(message.slice(message.indexOf('{')))).toEqual(ENTRY);
    expect(details).toEqual({ audit: ENTRY });
  });

  it('reaches the event hub under its own name', () => {
    const { audit, emit } = setUp();
    audit.record(ENTRY);
    expect(emit.mock.calls).toEqual([['connected-apps.app.update', ENTRY]]);
    expect(new Set(AUDIT_ACTIONS.map(auditEventName)).size).toBe(AUDIT_ACTIONS.length);
  });

  it('does not fail with a listener that throws, and the log names that listener', async () => {
    const { audit, emit, lines } = setUp();
    emit.mockRejectedValueOnce(new Error('the disk is full'));
    expect(() => audit.record(ENTRY)).not.toThrow();
    await nextTurn();
    expect(lines).toMatchObject([
      { level: 'info' },
      { level: 'error', message: expect.stringContaining('app.update failed: the disk is full') },
    ]);
  });

  it('does not wait for a slow listener', () => {
    const { audit, emit, lines } = setUp();
    emit.mockReturnValueOnce(new Promise(() => undefined));
    audit.record(ENTRY);
    expect(lines).toHaveLength(1);
  });

  it('on a connection names its owner and account, and nothing else of its row', () => {
    const { audit, emit, lines } = setUp();
    const details = { code: 'provider_unavailable' };
    audit.recordConnection('connection.refresh', connectionRow(), SYSTEM, details, 'failure');
    const entry = {
      action: 'connection.refresh',
      outcome: 'failure',
      actor: { type: 'system' },
      app: 'mail',
      connection: 'connection',
      owner: { kind: 'admin', id: 'jane' },
      account: 'default',
      details,
    };
    expect(emit.mock.calls).toEqual([['connected-apps.connection.refresh', entry]]);
    expect(only(lines).message).not.toContain('sealed');
  });

  it('on a connection counts as a success, also before it has a row', () => {
    const { audit, emit } = setUp();
    const identity = { appKey: 'mail', owner: { kind: 'shared' as const }, account: 'default' };
    audit.recordConnection('connection.refuse', identity, JANE);
    expect(emit).toHaveBeenCalledWith(
      'connected-apps.connection.refuse',
      expect.objectContaining({ outcome: 'success', actor: JANE, connection: undefined })
    );
  });
});

describe('the cause of a disconnect', () => {
  it('is the owner only if it is the very admin whose connection it is', () => {
    expect(disconnectCause({ kind: 'admin', id: 'jane' }, JANE)).toBe('owner');
    expect(disconnectCause({ kind: 'admin', id: 'john' }, JANE)).toBe('admin');
  });

  it('is an admin for the shared owner, and for a user with the same id', () => {
    expect(disconnectCause({ kind: 'shared' }, JANE)).toBe('admin');
    expect(disconnectCause({ kind: 'user', id: 'jane' }, JANE)).toBe('admin');
  });

  it('is the system if code did it, whoever the owner is', () => {
    expect(disconnectCause({ kind: 'admin', id: 'jane' }, SYSTEM)).toBe('system');
    expect(disconnectCause({ kind: 'shared' }, SYSTEM)).toBe('system');
  });
});
