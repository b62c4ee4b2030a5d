import { randomUUID } from 'node:crypto';

import type { Knex } from 'knex';

import { createKeyRing, type EncryptionConfig } from '../../../server/src/crypto/key-ring';

const CONNECTIONS = 'connected_apps_connections';
const CHUNK = 50;

/** Unused connections, written directly to the database, and checks of how they are sealed. */
export class SealedRows {
  constructor(
    private readonly knex: Knex,
    private readonly appKey: string
  ) {}

  /** Each with its own tokens, sealed as an instance with this configuration would seal them. */
  async insert(count: number, encryption: EncryptionConfig): Promise<void> {
    const ring = createKeyRing(encryption, null);
    const rows = Array.from({ length: count }, (_, index) => {
      const uid = randomUUID();
      const account = `sealed-${index}`;
      const seal = (field: string) =>
        ring.seal(this.#token(uid, field), this.#location(uid, account, field));
      return {
        uid,
        document_id: `sealed-${this.appKey}-${index}`,
        app_key: this.appKey,
        owner_kind: 'shared',
        owner_id: 'shared',
        account,
        access_token: seal('accessToken'),
        refresh_token: seal('refreshToken'),
        status: 'active',
        token_version: 1,
        failure_count: 0,
      };
    });
    for (let from = 0; from < count; from += CHUNK) {
      await this.knex(CONNECTIONS).insert(rows.slice(from, from + CHUNK));
    }
  }

  /** How many connections of any app have both tokens sealed with this key. */
  async countSealedWith(kid: string): Promise<number> {
    const rows = await this.knex(CONNECTIONS).select('access_token', 'refresh_token');
    const prefix = `ca1.${kid}.`;
    return rows.filter(
      (row) => row.access_token.startsWith(prefix) && row.refresh_token.startsWith(prefix)
    ).length;
  }

  /** How many of the inserted rows decrypt to their original tokens with these keys. */
  async countIntact(encryption: EncryptionConfig): Promise<number> {
    const ring = createKeyRing(encryption, null);
    const rows = await this.knex(CONNECTIONS)
      .where({ app_key: this.appKey })
      .andWhere('account', 'like', 'sealed-%')
      .select('uid', 'account', 'access_token', 'refresh_token', 'token_version');
    const isIntact = (uid: string, account: string, field: string, sealed: string) =>
      ring.open(sealed, this.#location(uid, account, field)) === this.#token(uid, field);
    return rows.filter(
      (row) =>
        Number(row.token_version) === 1 &&
        isIntact(row.uid, row.account, 'accessToken', row.access_token) &&
        isIntact(row.uid, row.account, 'refreshToken', row.refresh_token)
    ).length;
  }

  #location(uid: string, account: string, field: string) {
    return { table: CONNECTIONS, uid, field, boundTo: [this.appKey, 'shared', 'shared', account] };
  }

  #token(uid: string, field: string): string {
    return `${field} of ${uid}`;
  }
}
