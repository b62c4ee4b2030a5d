// @ts-check
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { errors } from 'oidc-provider';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS records (
    model TEXT NOT NULL,
    id TEXT NOT NULL,
    payload TEXT NOT NULL,
    grant_id TEXT,
    uid TEXT,
    expires_at INTEGER,
    consumed_at INTEGER,
    PRIMARY KEY (model, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS records_by_grant ON records (grant_id);
  CREATE INDEX IF NOT EXISTS records_by_uid ON records (uid);
  CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
`;

/**
 * Everything that outlives a restart: keys, clients, sessions, grants and tokens.
 *
 * @param {string} file
 * @param {{ refreshTokenGraceSeconds?: number }} [options]
 */
export function openStore(file, { refreshTokenGraceSeconds = 0 } = {}) {
  if (file !== ':memory:') {
    mkdirSync(dirname(file), { recursive: true });
  }
  const db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(SCHEMA);
  db.prepare('DELETE FROM records WHERE expires_at < ?').run(Date.now());

  const upsert = db.prepare(
    `INSERT OR REPLACE INTO records (model, id, payload, grant_id, uid, expires_at)
     VALUES (?, ?, ?, ?, ?, ?)`
  );
  const byId = db.prepare('SELECT * FROM records WHERE model = ? AND id = ?');
  const byUid = db.prepare('SELECT * FROM records WHERE model = ? AND uid = ?');
  const byUserCode = db.prepare(
    "SELECT * FROM records WHERE model = ? AND json_extract(payload, '$.userCode') = ?"
  );
  const byModel = db.prepare('SELECT * FROM records WHERE model = ? ORDER BY id');
  const consume = db.prepare(
    `UPDATE records SET consumed_at = ?
     WHERE model = ? AND id = ? AND (consumed_at IS NULL OR consumed_at > ?)`
  );
  const remove = db.prepare('DELETE FROM records WHERE model = ? AND id = ?');
  const removeByGrant = db.prepare('DELETE FROM records WHERE model = ? AND grant_id = ?');

  /** A use after this moment is within the grace period. */
  const graceStart = () => Date.now() - refreshTokenGraceSeconds * 1000;

  /** @param {any} row */
  const toPayload = (row) => {
    if (!row) return undefined;
    const used = row.consumed_at !== null && row.consumed_at <= graceStart();
    return {
      ...JSON.parse(row.payload),
      ...(used && { consumed: Math.floor(row.consumed_at / 1000) }),
    };
  };

  return {
    /**
     * The storage contract of oidc-provider.
     *
     * @param {string} model
     */
    adapter: (model) => ({
      /** @param {string} id @param {any} payload @param {number} [expiresIn] */
      async upsert(id, payload, expiresIn) {
        const expiresAt = expiresIn ? Date.now() + expiresIn * 1000 : null;
        upsert.run(model, id, JSON.stringify(payload), payload.grantId, payload.uid, expiresAt);
      },
      /** @param {string} id */
      find: async (id) => toPayload(byId.get(model, id)),
      /** @param {string} uid */
      findByUid: async (uid) => toPayload(byUid.get(model, uid)),
      /** @param {string} userCode */
      findByUserCode: async (userCode) => toPayload(byUserCode.get(model, userCode)),
      /** @param {string} id */
      async consume(id) {
        const { changes } = consume.run(Date.now(), model, id, graceStart());
        // Two requests may have read the same unused token, but only one of them may use it.
        if (changes === 0) throw new errors.InvalidGrant('already used');
      },
      /** @param {string} id */
      async destroy(id) {
        remove.run(model, id);
      },
      /** @param {string} grantId */
      async revokeByGrantId(grantId) {
        removeByGrant.run(model, grantId);
      },
    }),

    /** @param {string} model @returns {{ id: string, payload: any }[]} */
    list: (model) =>
      byModel.all(model).map((/** @type {any} */ row) => ({ id: row.id, payload: toPayload(row) })),

    /**
     * A value that is created once and then kept, such as a key.
     *
     * @template T
     * @param {string} name
     * @param {() => T} make
     * @returns {T}
     */
    setting(name, make) {
      const row = db.prepare('SELECT value FROM settings WHERE name = ?').get(name);
      if (row) return JSON.parse(row.value);
      const value = make();
      db.prepare('INSERT INTO settings VALUES (?, ?)').run(name, JSON.stringify(value));
      return value;
    },

    close: () => db.close(),
  };
}

/** @typedef {ReturnType<typeof openStore>} Store */
