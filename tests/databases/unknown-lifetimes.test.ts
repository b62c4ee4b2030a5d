import { randomUUID } from 'node:crypto';

import { UID } from '../../server/src/constants';
import { databases } from '../support/databases/databases';
import { strapiOn } from '../support/strapi/strapi-on-database';

const LIFETIME_MS = 3_600_000;
const DUE_AFTER_MS = 3_300_000;
const CONNECTED_MS = 1_760_000_000_000;
const REFRESHED_MS = CONNECTED_MS + 86_400_000;

const SEALED = 'ca1.strapi.iv.sealed';

describe.each(databases)('$name: tokens of unknown lifetime', (kind) => {
  const on = strapiOn(kind);

  const insert = async (changes: Record<string, unknown>): Promise<string> => {
    const uid = randomUUID();
    const { connection, metadata } = on.booted.strapi.db;
    await connection(metadata.get(UID.connection).tableName).insert({
      uid,
      app_key: 'demo-mail',
      owner_kind: 'user',
      owner_id: uid,
      account: 'default',
      access_token: SEALED,
      refresh_token: SEALED,
      token_type: 'Bearer',
      status: 'active',
      token_version: 1,
      failure_count: 0,
      connected_at: CONNECTED_MS,
      ...changes,
    });
    return uid;
  };

  const times = async (uid: string) => {
    const connection = await on.booted.internals.store.connections.findByUid(uid);
    return [connection?.expiresAt, connection?.nextRefreshAt].map((at) => at?.getTime() ?? null);
  };

  it('P07 expire, counted from when they were issued, once their app sets a lifetime', async () => {
    const fresh = await insert({});
    const refreshed = await insert({ last_refreshed_at: REFRESHED_MS });
    const withoutRefreshToken = await insert({ refresh_token: null });
    const failing = await insert({ failure_count: 2, next_refresh_at: 7 });
    const known = await insert({ expires_at: 5, next_refresh_at: 3 });
    const ended = await insert({ status: 'needs_reconnect' });
    const ofAnother = await insert({ app_key: 'other' });

    await on.booted.internals.store.unknownLifetimes.assume('demo-mail', LIFETIME_MS, DUE_AFTER_MS);

    expect(await times(fresh)).toEqual([CONNECTED_MS + LIFETIME_MS, CONNECTED_MS + DUE_AFTER_MS]);
    expect(await times(refreshed)).toEqual([
      REFRESHED_MS + LIFETIME_MS,
      REFRESHED_MS + DUE_AFTER_MS,
    ]);
    expect(await times(withoutRefreshToken)).toEqual([CONNECTED_MS + LIFETIME_MS, null]);
    expect(await times(failing)).toEqual([CONNECTED_MS + LIFETIME_MS, 7]);
    expect(await times(known)).toEqual([5, 3]);
    expect(await times(ended)).toEqual([null, null]);
    expect(await times(ofAnother)).toEqual([null, null]);
  });
});
