import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { AppBackgroundRefresh, AppFault, AppInput } from '../contracts';
import type { SecretLocation } from '../crypto/secret-box';
import { toRequiredDate, type DateColumn } from './rows';
import type { Secrets } from './secrets';

/** One client registration at one provider, without its secret. */
export interface App extends Required<Omit<AppInput, 'clientSecret'>> {
  /** Random and immutable: binds the encrypted secret to this row. */
  uid: string;
  hasClientSecret: boolean;
  /** Grows with every change of what a pending flow or a kept token depends on. */
  configVersion: number;
  fault: AppFault | null;
  createdAt: Date;
  updatedAt: Date;
}

type AppRow = Omit<App, 'hasClientSecret' | 'backgroundRefresh' | 'createdAt' | 'updatedAt'> & {
  /** Null in a row that is older than the setting. */
  backgroundRefresh: AppBackgroundRefresh | null;
  clientSecret: string | null;
  createdAt: DateColumn;
  updatedAt: DateColumn;
};

export type AppFields = Required<Omit<AppInput, 'clientSecret' | 'backgroundRefresh'>> &
  Pick<AppInput, 'backgroundRefresh'>;
export type AppChanges = Partial<Omit<AppFields, 'key'>> & { configVersion?: number };

const DEFAULT_BACKGROUND_REFRESH: AppBackgroundRefresh = {
  enabled: true,
  activeDays: null,
  idleIntervalDays: null,
};

const clientSecretLocation = (uid: string): SecretLocation => ({
  table: 'connected_apps',
  uid,
  field: 'clientSecret',
});

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
  fault: row.fault ?? null,
  createdAt: toRequiredDate(row.createdAt),
  updatedAt: toRequiredDate(row.updatedAt),
});

export const createAppStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.app);

  const sealedSecret = (uid: string, clientSecret: string | undefined) =>
    clientSecret ? { clientSecret: secrets.seal(clientSecret, clientSecretLocation(uid)) } : {};

  return {
    async list(): Promise<App[]> {
      const rows: AppRow[] = await query().findMany({ orderBy: { name: 'asc' } });
      return rows.map(toApp);
    },

    async find(key: string): Promise<App | null> {
      const row: AppRow | null = await query().findOne({ where: { key } });
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
      const data = { ...fields, ...sealedSecret(uid, clientSecret), uid, configVersion: 1 };
      const row: AppRow = await query().create({ data });
      return toApp(row);
    },

    /**
     * Changes the given fields and clears the fault; an absent or empty secret stays as it is.
     * @throws {ConnectedAppsError} `key_unavailable` before anything is written
     */
    async update(app: App, changes: AppChanges, clientSecret: string | undefined): Promise<App> {
      const data = { ...changes, ...sealedSecret(app.uid, clientSecret), fault: null };
      const row: AppRow = await query().update({ where: { key: app.key }, data });
      return toApp(row);
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    async readClientSecret(app: App): Promise<string | null> {
      const row: AppRow | null = await query().findOne({ where: { key: app.key } });
      if (!row?.clientSecret) return null;
      return secrets.open(row.clientSecret, clientSecretLocation(app.uid));
    },

    /** How many client secrets no configured key opens. */
    async countUnreadableSecrets(): Promise<number> {
      const rows: AppRow[] = await query().findMany();
      const isUnreadable = ({ uid, clientSecret }: AppRow) => {
        try {
          if (clientSecret) secrets.open(clientSecret, clientSecretLocation(uid));
          return false;
        } catch {
          return true;
        }
      };
      return rows.filter(isUnreadable).length;
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
