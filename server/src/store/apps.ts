import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { AppBackgroundRefresh, AppFault, AppInput } from '../contracts';
import {
  createClientSecrets,
  type OpenedClientSecrets,
  type SealedClientSecrets,
  type SecretChange,
} from './client-secrets';
import { toDate, type EpochMsColumn } from './rows';
import type { Secrets } from './secrets';

/** One client registration at one provider, without its secret. */
export interface App extends Required<Omit<AppInput, 'clientSecret'>> {
  /** Random and immutable: binds the encrypted secret to this row. */
  uid: string;
  hasClientSecret: boolean;
  /** When the secret was replaced that is still tried beside the current one; null: there is none. */
  previousClientSecretSince: Date | null;
  /** Grows with every change of what a pending flow or a kept token depends on. */
  configVersion: number;
  fault: AppFault | null;
  createdAt: Date;
  updatedAt: Date;
}

type DateName = 'previousClientSecretSince' | 'createdAt' | 'updatedAt';

type AppRow = Omit<App, 'hasClientSecret' | 'backgroundRefresh' | DateName> &
  SealedClientSecrets & {
    previousClientSecretSince: EpochMsColumn;
    /** ISO 8601, as Strapi gives its own columns. */
    createdAt: string;
    updatedAt: string;
    /** Null in a row that is older than the setting. */
    backgroundRefresh: AppBackgroundRefresh | null;
  };

export type AppFields = Required<Omit<AppInput, 'clientSecret' | 'backgroundRefresh'>> &
  Pick<AppInput, 'backgroundRefresh'>;
export type AppChanges = Partial<Omit<AppFields, 'key'>> & { configVersion?: number };

const DEFAULT_BACKGROUND_REFRESH: AppBackgroundRefresh = {
  enabled: true,
  activeDays: null,
  idleIntervalDays: null,
};

const toApp = (row: AppRow): App => ({
  uid: row.uid,
  key: row.key,
  name: row.name,
  provider: row.provider,
  discoveryUrl: row.discoveryUrl ?? null,
  issuer: row.issuer ?? null,
  authorizationEndpoint: row.authorizationEndpoint ?? null,
  tokenEndpoint: row.tokenEndpoint ?? null,
  revocationEndpoint: row.revocationEndpoint ?? null,
  introspectionEndpoint: row.introspectionEndpoint ?? null,
  userinfoEndpoint: row.userinfoEndpoint ?? null,
  jwksUri: row.jwksUri ?? null,
  deviceAuthorizationEndpoint: row.deviceAuthorizationEndpoint ?? null,
  pushedAuthorizationRequestEndpoint: row.pushedAuthorizationRequestEndpoint ?? null,
  clientId: row.clientId ?? '',
  clientAuthMethod: row.clientAuthMethod,
  scopes: row.scopes ?? [],
  authorizationParams: row.authorizationParams ?? [],
  tokenParams: row.tokenParams ?? [],
  capabilities: row.capabilities,
  apiOrigins: row.apiOrigins ?? [],
  enabled: Boolean(row.enabled),
  backgroundRefresh: row.backgroundRefresh ?? DEFAULT_BACKGROUND_REFRESH,
  configVersion: row.configVersion,
  hasClientSecret: Boolean(row.clientSecret),
  previousClientSecretSince: row.previousClientSecret
    ? toDate(row.previousClientSecretSince)
    : null,
  fault: row.fault ?? null,
  createdAt: new Date(row.createdAt),
  updatedAt: new Date(row.updatedAt),
});

export const createAppStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.app);
  const clientSecrets = createClientSecrets(secrets);

  const findRow = (key: string): Promise<AppRow | null> => query().findOne({ where: { key } });

  return {
    async list(): Promise<App[]> {
      const rows: AppRow[] = await query().findMany({ orderBy: { name: 'asc' } });
      return rows.map(toApp);
    },

    async find(key: string): Promise<App | null> {
      const row = await findRow(key);
      return row ? toApp(row) : null;
    },

    /** Compared without regard to case, as people read names. */
    async isNameTaken(name: string, exceptKey?: string): Promise<boolean> {
      const row: AppRow | null = await query().findOne({
        where: { name: { $eqi: name }, ...(exceptKey ? { key: { $ne: exceptKey } } : {}) },
      });
      return row !== null;
    },

    /** @throws {ConnectedAppsError} `key_unavailable` before anything is written */
    async create(fields: AppFields, clientSecret: string | undefined): Promise<App> {
      const uid = randomUUID();
      const sealed = clientSecrets.sealFirst(uid, clientSecret);
      const data = { ...fields, ...sealed, uid, configVersion: 1 };
      const row: AppRow = await query().create({ data });
      return toApp(row);
    },

    /**
     * Changes the given fields and clears the fault.
     * @throws {ConnectedAppsError} `key_unavailable` before anything is written
     */
    async update({ key, uid }: App, changes: AppChanges, secret: SecretChange): Promise<App> {
      const before = await findRow(key);
      const sealed = before ? clientSecrets.sealChange(uid, before, secret) : {};
      const data = { ...changes, ...sealed, fault: null };
      const row: AppRow = await query().update({ where: { key }, data });
      return toApp(row);
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    async readClientSecrets({ key, uid }: App): Promise<OpenedClientSecrets> {
      const row = await findRow(key);
      return row ? clientSecrets.open(uid, row) : { current: null, previous: null };
    },

    /** The current secret has worked: the one before goes, unless another was entered meanwhile. */
    async forgetPreviousSecret({ key, uid }: App, workingSecret: string): Promise<void> {
      const row = await findRow(key);
      if (!row || clientSecrets.open(uid, row).current !== workingSecret) return;
      await query().updateMany({
        where: { key, clientSecret: row.clientSecret },
        data: { previousClientSecret: null, previousClientSecretSince: null },
      });
    },

    /** How many apps have a client secret that no configured key opens. */
    async countUnreadableSecrets(): Promise<number> {
      const rows: AppRow[] = await query().findMany();
      return rows.filter((row) => clientSecrets.isCurrentUnreadable(row.uid, row)).length;
    },

    async setFault(key: string, fault: AppFault | null): Promise<void> {
      await query().updateMany({ where: { key }, data: { fault } });
    },

    async delete(key: string): Promise<void> {
      await query().deleteMany({ where: { key } });
    },
  };
};

export type AppStore = ReturnType<typeof createAppStore>;
