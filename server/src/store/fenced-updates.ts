import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { createRowLocks } from './row-locks';
import { queryTable } from './tables';

/** Takes effect only while the row still has this `tokenVersion`. */
export interface FencedUpdate {
  uid: string;
  tokenVersion: number;
  /** By attribute; values in the form that the columns take, never undefined. */
  data: Record<string, unknown>;
}

interface LockedRow {
  id: number;
  uid: string;
  token_version: number;
}

/** PostgreSQL treats the alternatives of a CASE as text; the other databases convert them. */
const POSTGRES_CASTS: Record<string, string> = {
  biginteger: 'bigint',
  integer: 'integer',
  json: 'jsonb',
};

const toColumn = (value: unknown, type: string): unknown =>
  type === 'json' && value !== null ? JSON.stringify(value) : value;

/** Fenced updates of several connections in one commit. */
export const createFencedUpdates = (strapi: Core.Strapi) => {
  const rowLocks = createRowLocks(strapi);
  const isPostgres = strapi.db.dialect.client === 'postgres';
  const table = () => queryTable(strapi, UID.connection);

  /**
   * `CASE id WHEN 1 THEN … ELSE column END`: one statement that gives each row its own value. A row
   * without a value keeps its current one.
   */
  const chosenById = (
    column: string,
    ids: readonly number[],
    values: readonly unknown[],
    type: string
  ) => {
    const given = ids.flatMap((id, index) => {
      const value = values[index];
      return value === undefined ? [] : [[id, value]];
    });
    const choice = `CASE id ${given.map(() => 'WHEN ? THEN ?').join(' ')} ELSE ?? END`;
    const bindings = [...given.flat(), column];
    const cast = isPostgres ? POSTGRES_CASTS[type] : undefined;
    const sql = cast ? `CAST(${choice} AS ${cast})` : choice;
    return strapi.db.connection.raw(sql, bindings as string[]);
  };

  const changes = (ids: readonly number[], updates: readonly FencedUpdate[]) => {
    const { attributes } = strapi.db.metadata.get(UID.connection);
    const names = [...new Set(updates.flatMap(({ data }) => Object.keys(data)))];
    return Object.fromEntries(
      names.map((name) => {
        const attribute = attributes[name];
        const column = (attribute && 'columnName' in attribute && attribute.columnName) || name;
        const type = attribute?.type ?? '';
        const values = updates.map(({ data }) => toColumn(data[name], type));
        const isSame = values.every((value) => value === values[0]);
        const value = isSame ? values[0] : chosenById(column, ids, values, type);
        return [column, value];
      })
    );
  };

  return {
    /**
     * Returns the uids of the rows that were written. A row that has changed is not written. Nor is
     * a row that another transaction is writing, which may or may not change it.
     */
    updateTogether: async (updates: readonly FencedUpdate[]) =>
      rowLocks.transaction(async (join): Promise<ReadonlySet<string>> => {
        const byUid = new Map(updates.map((update) => [update.uid, update]));
        const free: LockedRow[] = await join(
          rowLocks.lockFree(
            table()
              .select('id', 'uid', 'token_version')
              .whereIn('uid', [...byUid.keys()])
          )
        );
        const rows = free.flatMap(({ id, uid, token_version }) => {
          const update = byUid.get(uid);
          return update?.tokenVersion === token_version ? [{ id, update }] : [];
        });
        if (rows.length === 0) return new Set<string>();
        const ids = rows.map(({ id }) => id);
        const written = rows.map(({ update }) => update);
        await join(
          table()
            .whereIn('id', ids)
            .update({ ...changes(ids, written), updated_at: new Date() })
        );
        return new Set(written.map(({ uid }) => uid));
      }),
  };
};

export type FencedUpdates = ReturnType<typeof createFencedUpdates>;
