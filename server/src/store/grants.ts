import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { ownerDefinitions, type Owners } from '../owners';
import type { Owner } from '../owners/kinds';
import { ownerColumns } from '../owners/owner';
import type { AppStore } from './apps';
import type { AuthorizationRequest, AuthorizationRequestStore } from './authorization-requests';
import {
  connectionRows,
  HEALTHY,
  identityColumns,
  type Connection,
  type ConnectionIdentity,
  type GrantToStore,
} from './connection-rows';
import { createConnectionTokens } from './connection-tokens';
import type { ConnectionStore } from './connections';
import { isDeadlock } from './deadlocks';
import { lockFile } from './row-locks';
import type { Secrets } from './secrets';
import { holdRow, type Transaction } from './tables';

/** What has changed since the grant was requested. */
export type GrantRefusal =
  'app_not_found' | 'app_changed' | 'app_disabled' | 'owner_not_allowed' | 'flow_ended';

/** The app, as it was when the grant was requested, and the owner that the grant is for. */
export type GrantTarget = ConnectionIdentity &
  Pick<AuthorizationRequest, 'appUid' | 'configVersion'>;

/** Nothing was stored, because app, owner or flow changed after the grant was requested. */
export class GrantRefused extends Error {
  constructor(readonly refusal: GrantRefusal) {
    super(`the grant was not stored: ${refusal}`);
  }
}

/** Another writer changed the row, or created it, after it was read. */
class RowMovedOn extends Error {}

/**
 * How often the store tries to write a grant whose row another writer keeps changing: more often
 * than one starter's flows can change it.
 */
const MAX_WRITE_ATTEMPTS = 20;

/** Gets the row that is being replaced, because a refresh may change it at the last moment. */
type GrantOver = (former: Connection | null) => GrantToStore;

/** Runs first in the transaction that stores the grant in the row with this uid. */
type Condition = (connectionUid: string, trx: Transaction) => Promise<void>;

interface GrantParts {
  owners: Pick<Owners, 'isAllowed'>;
  apps: AppStore;
  connections: ConnectionStore;
  authorizationRequests: AuthorizationRequestStore;
}

/** Stores a grant, in place of a former grant of the same owner, app and account. */
export const createGrantStore = (
  strapi: Core.Strapi,
  secrets: Secrets,
  { owners, apps, connections, authorizationRequests }: GrantParts
) => {
  const query = () => strapi.db.query(UID.connection);
  const { sealTokens } = createConnectionTokens(secrets);

  const replace = async (former: Connection, grant: GrantToStore): Promise<void> => {
    const { uid, tokenVersion } = former;
    const data = {
      ...grant,
      ...HEALTHY,
      ...sealTokens({ ...former, variableValues: grant.variableValues }, grant),
      lastRefreshedAt: null,
      tokenVersion: tokenVersion + 1,
    };
    const where = { uid, tokenVersion };
    const { count } = await query().updateMany({ where, data: connectionRows.toUpdate(data) });
    if (count !== 1) throw new RowMovedOn();
  };

  const create = async (
    uid: string,
    identity: ConnectionIdentity,
    grant: GrantToStore
  ): Promise<void> => {
    const data = {
      ...identityColumns(identity),
      ...grant,
      ...HEALTHY,
      ...sealTokens({ ...identity, uid, variableValues: grant.variableValues }, grant),
      uid,
      tokenVersion: 1,
    };
    await query().create({ data: connectionRows.toInsert(data) });
  };

  /** @throws {RowMovedOn} */
  const writeOnce = async (
    identity: ConnectionIdentity,
    grantOver: GrantOver,
    condition?: Condition
  ): Promise<Connection> => {
    const former = await connections.find(identity);
    const uid = former?.uid ?? randomUUID();
    const grant = grantOver(former);
    try {
      return await strapi.db.transaction(async ({ trx }) => {
        await condition?.(uid, trx);
        await (former ? replace(former, grant) : create(uid, identity, grant));
        const stored = await connections.findByUid(uid);
        if (!stored) throw new RowMovedOn();
        return stored;
      });
    } catch (error) {
      const isTaken = former === null && (await connections.find(identity)) !== null;
      throw isTaken ? new RowMovedOn() : error;
    }
  };

  const write = async (
    identity: ConnectionIdentity,
    grantOver: GrantOver,
    condition?: Condition
  ): Promise<Connection> => {
    for (let attempt = 0; attempt < MAX_WRITE_ATTEMPTS; attempt += 1) {
      try {
        return await writeOnce(identity, grantOver, condition);
      } catch (error) {
        if (!(error instanceof RowMovedOn || isDeadlock(error))) throw error;
      }
    }
    throw new Error('connected-apps: the connection kept changing while it was being stored');
  };

  const holdOwner = async (owner: Owner, trx: Transaction): Promise<void> => {
    const { userUid } = ownerDefinitions[owner.kind];
    if (userUid === null || !strapi.db.metadata.has(userUid)) return;
    await holdRow(strapi, userUid, { document_id: ownerColumns(owner).ownerId }, trx);
  };

  /** Why a grant must not be stored; null if it may. */
  const refusalOf = async (
    { appKey, appUid, configVersion, owner }: GrantTarget,
    trx: Transaction
  ): Promise<GrantRefusal | null> => {
    await holdRow(strapi, UID.app, { key: appKey }, trx);
    await holdOwner(owner, trx);
    const app = await apps.find(appKey);
    if (!app) return 'app_not_found';
    if (app.uid !== appUid || app.flowsVersion > configVersion) return 'app_changed';
    if (!app.enabled) return 'app_disabled';
    return (await owners.isAllowed(owner)) ? null : 'owner_not_allowed';
  };

  /**
   * Completes the flow if app and owner are still those of the request. A later edit, deletion or
   * deactivation waits until the grant is stored, and so finds it. The flow comes first, because
   * its write makes SQLite's transaction exclusive from the start. Every transaction locks the rows
   * in the same order (flow, app, user, connection), so that none can deadlock. A transaction of
   * the project's own code may lock them in another order; after a deadlock, the write is retried.
   */
  const endFlow =
    (request: AuthorizationRequest): Condition =>
    async (connectionUid, trx) => {
      const isEnded = await authorizationRequests.complete(request, connectionUid);
      const refusal = await refusalOf(request, trx);
      if (refusal) throw new GrantRefused(refusal);
      if (!isEnded) throw new GrantRefused('flow_ended');
    };

  const assertUnchanged =
    (target: GrantTarget): Condition =>
    async (_connectionUid, trx) => {
      await lockFile(strapi, trx);
      const refusal = await refusalOf(target, trx);
      if (refusal) throw new GrantRefused(refusal);
    };

  return {
    /** Stores a grant without any check of flow, app or owner. */
    save: (identity: ConnectionIdentity, grantOver: GrantOver): Promise<Connection> =>
      write(identity, grantOver),

    /**
     * Stores the grant of a flow and completes the flow, or does neither.
     * @throws {GrantRefused} if the app, the owner or the flow has changed
     */
    saveFor: (request: AuthorizationRequest, grantOver: GrantOver): Promise<Connection> =>
      write(request, grantOver, endFlow(request)),

    /**
     * Stores a grant that no flow led to.
     * @throws {GrantRefused} if the app or the owner has changed
     */
    saveUnattended: (target: GrantTarget, grantOver: GrantOver): Promise<Connection> =>
      write(target, grantOver, assertUnchanged(target)),
  };
};

export type GrantStore = ReturnType<typeof createGrantStore>;
