import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { Fields } from '../content-types/columns';
import { columns } from '../content-types/connected-app/columns';
import type { AppBackgroundRefresh, AppFault, AppInput, ProtocolSettings } from '../contracts';
import { deviationsOf, withStandard } from '../protocol-settings';
import { variablesIn } from '../variables';
import {
  createClientSecrets,
  NO_PREVIOUS_SECRET,
  type GivenSecrets,
  type OpenedClientSecrets,
  type SealedClientSecrets,
  type SecretChange,
} from './client-secrets';
import type { DestinationsCheck, DestinationsMac } from './destinations-mac';
import { rowsOf, type Row } from './rows';
import type { Secrets } from './secrets';
import { queryTable, type Transaction } from './tables';

const rows = rowsOf(columns);

type AppColumns = Fields<typeof columns>;

type AppRow = Row<typeof columns> & {
  /** ISO 8601, like all of Strapi's own columns. */
  createdAt: string;
  updatedAt: string;
};

type SealedName = keyof SealedClientSecrets | 'destinationsMac';

/** One client registration at one provider, without its secret. */
export interface App
  extends
    Omit<AppColumns, SealedName | keyof AppInput>,
    Required<Omit<AppInput, 'clientSecret' | 'assertionKey' | 'protocol'>> {
  protocol: ProtocolSettings;
  hasClientSecret: boolean;
  hasAssertionKey: boolean;
  /** Read together with their endpoints. They stay sealed until a client needs them. */
  sealedSecrets: SealedClientSecrets;
  /** No request goes to destinations that are not intact. */
  destinationsCheck: DestinationsCheck;
  createdAt: Date;
  updatedAt: Date;
}

type OptionalName = 'backgroundRefresh' | 'defaultLifetimeSeconds' | 'variables';

export type AppFields = Required<
  Omit<AppInput, 'clientSecret' | 'assertionKey' | 'protocol' | OptionalName>
> &
  Pick<AppInput, OptionalName> &
  Pick<App, 'protocol'>;
export type AppChanges = Partial<Omit<AppFields, 'key'>> &
  Pick<App, 'configVersion' | 'changedBy'> &
  Partial<Pick<App, 'flowsVersion'>>;

export interface AppEditToStore {
  changes: AppChanges;
  secret: SecretChange;
  /** The keys that replace the app's own. Absent: unchanged. */
  clientKeys?: string;
  /** Whether the editor vouches for the destinations that result from the edit. */
  vouches: boolean;
  /** Runs in the same transaction. */
  alongside?: (trx: Transaction) => Promise<void>;
}

const DEFAULT_BACKGROUND_REFRESH: AppBackgroundRefresh = {
  enabled: true,
  activeDays: null,
  idleIntervalDays: null,
};

const toApp = (row: AppRow, destinationsCheck: DestinationsCheck): App => {
  const { destinationsMac: _mac, ...read } = rows.read(row);
  const { clientSecret, previousClientSecret, assertionKey, clientKeys, ...fields } = read;
  return {
    ...fields,
    clientId: fields.clientId ?? '',
    scopes: fields.scopes ?? [],
    authorizationParams: fields.authorizationParams ?? [],
    tokenParams: fields.tokenParams ?? [],
    apiOrigins: fields.apiOrigins ?? [],
    protocol: withStandard(fields.protocol),
    variables: variablesIn(fields.variables),
    enabled: Boolean(fields.enabled),
    backgroundRefresh: fields.backgroundRefresh ?? DEFAULT_BACKGROUND_REFRESH,
    sealedSecrets: { clientSecret, previousClientSecret, assertionKey, clientKeys },
    hasClientSecret: Boolean(clientSecret),
    hasAssertionKey: Boolean(assertionKey),
    previousClientSecretSince: previousClientSecret ? fields.previousClientSecretSince : null,
    secretRefusedSince: previousClientSecret ? fields.secretRefusedSince : null,
    destinationsCheck,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  };
};

export const createAppStore = (
  strapi: Core.Strapi,
  secrets: Secrets,
  destinationsMac: DestinationsMac
) => {
  const query = () => strapi.db.query(UID.app);
  const clientSecrets = createClientSecrets(secrets);

  const checked = (row: AppRow): App => toApp(row, destinationsMac.check(row.destinationsMac, row));

  const findRow = (key: string): Promise<AppRow | null> => query().findOne({ where: { key } });

  return {
    async list(): Promise<App[]> {
      const found: AppRow[] = await query().findMany({ orderBy: { name: 'asc' } });
      return found.map(checked);
    },

    async find(key: string): Promise<App | null> {
      const row = await findRow(key);
      return row ? checked(row) : null;
    },

    /** Ignores case, because people do when they read names. */
    async isNameTaken(name: string, exceptKey?: string): Promise<boolean> {
      const row: AppRow | null = await query().findOne({
        where: { name: { $eqi: name }, ...(exceptKey ? { key: { $ne: exceptKey } } : {}) },
      });
      return row !== null;
    },

    /** @throws {ConnectedAppsError} `key_unavailable` before anything is written */
    async create(fields: AppFields, given: GivenSecrets = {}): Promise<App> {
      const uid = randomUUID();
      const sealed = clientSecrets.sealFirst(uid, given);
      const protocol = deviationsOf(fields.protocol);
      const mac = destinationsMac.of({ ...fields, uid });
      const versions = { configVersion: 1, flowsVersion: 1 };
      const data = rows.toInsert({
        ...fields,
        ...sealed,
        ...versions,
        uid,
        protocol,
        destinationsMac: mac,
      });
      const row: AppRow = await query().create({ data });
      return checked(row);
    },

    /**
     * Changes the given fields and clears the fault if the app still has the version that was read.
     * False if it does not.
     * @throws {ConnectedAppsError} `key_unavailable` before anything is written
     */
    async update(
      app: App,
      { changes, secret, clientKeys, vouches, alongside }: AppEditToStore
    ): Promise<boolean> {
      const { key, uid, configVersion, sealedSecrets } = app;
      const sealed = clientSecrets.sealChange(uid, sealedSecrets, secret);
      const mac = vouches && { destinationsMac: destinationsMac.of({ ...app, ...changes }) };
      const written = rows.toUpdate({
        ...changes,
        ...(changes.protocol && { protocol: deviationsOf(changes.protocol) }),
        ...sealed,
        ...clientSecrets.sealKeys(uid, clientKeys),
        ...mac,
        fault: null,
      });
      const data = { ...written, updatedAt: secret.now };
      return strapi.db.transaction(async ({ trx }) => {
        const { count } = await query().updateMany({ where: { key, uid, configVersion }, data });
        if (count === 1) await alongside?.(trx);
        return count === 1;
      });
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    openClientSecrets: ({ uid, sealedSecrets }: App): OpenedClientSecrets =>
      clientSecrets.open(uid, sealedSecrets),

    /**
     * The app's keys; null if it has none.
     * @throws {ConnectedAppsError} `key_unavailable`
     */
    openClientKeys: ({ uid, sealedSecrets }: App): string | null =>
      clientSecrets.openKeys(uid, sealedSecrets),

    /**
     * Replaces the keys that were read. This is not an edit of the app, but `updatedAt` changes, so
     * that all instances make new clients. False if others have replaced the keys since.
     * @throws {ConnectedAppsError} `key_unavailable` before anything is written
     */
    async replaceClientKeys(
      { key, uid, sealedSecrets }: App,
      clientKeys: string,
      now: Date
    ): Promise<boolean> {
      const { count } = await query().updateMany({
        where: { key, uid, clientKeys: sealedSecrets.clientKeys },
        data: { ...clientSecrets.sealKeys(uid, clientKeys), updatedAt: now },
      });
      return count === 1;
    },

    /** Deletes the previous secret, unless the current secret is no longer the working one. */
    async forgetPreviousSecret({ key, uid }: App, workingSecret: string): Promise<void> {
      const row = await findRow(key);
      if (!row || clientSecrets.open(uid, row).current !== workingSecret) return;
      await query().updateMany({
        where: { key, clientSecret: row.clientSecret },
        data: NO_PREVIOUS_SECRET,
      });
    },

    /**
     * Records that the current secret was refused while the previous one works. Writes nothing if
     * that is already recorded, or if another secret has been entered since. This is not an edit of
     * the app, so `updatedAt` does not change.
     */
    async recordSecretRefused({ key, uid }: App, refusedSecret: string, at: Date): Promise<void> {
      const row = await findRow(key);
      if (!row || clientSecrets.open(uid, row).current !== refusedSecret) return;
      await queryTable(strapi, UID.app)
        .where({ key, client_secret: row.clientSecret })
        .whereNull('secret_refused_since')
        .update({ secret_refused_since: at.getTime() });
    },

    /** Counts apps whose client secret does not open or whose destinations cannot be checked. */
    async countUnreadable(): Promise<number> {
      const isUnreadable = ({ uid, sealedSecrets, destinationsCheck }: App) =>
        destinationsCheck === 'unreadable' || clientSecrets.isCurrentUnreadable(uid, sealedSecrets);
      const found: AppRow[] = await query().findMany();
      return found.map(checked).filter(isUnreadable).length;
    },

    async setFault(key: string, fault: AppFault | null): Promise<void> {
      await query().updateMany({ where: { key }, data: { fault } });
    },

    /**
     * Deletes the app and then, in the same transaction, everything that belongs to it. The app
     * goes first, so that a concurrent writer of a grant waits and then finds no app. Null if the
     * app was gone already.
     */
    async delete<Deleted>(
      { key, uid }: App,
      deleteRest: () => Promise<Deleted>
    ): Promise<Deleted | null> {
      return strapi.db.transaction(async () => {
        const { count } = await query().deleteMany({ where: { key, uid } });
        return count === 1 ? deleteRest() : null;
      });
    },
  };
};

export type AppStore = ReturnType<typeof createAppStore>;
