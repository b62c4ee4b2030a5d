import type { Core } from '@strapi/strapi';

import type { AppDetails, AppInput, AppUpdate } from '../contracts';
import type { App, AppChanges } from '../store/apps';
import { FieldErrors } from './field-errors';
import { appNotFound } from './failures';
import { getService } from './registry';

/** What a pending flow, or a kept token, depends on. */
const FLOW_FIELDS = [
  'issuer',
  'authorizationEndpoint',
  'tokenEndpoint',
  'clientId',
  'clientAuthMethod',
] as const;

/** Where refresh tokens are sent to: they must not follow an edit to another host (RFC 9700 §4.4). */
const TOKEN_RECIPIENTS = ['tokenEndpoint', 'revocationEndpoint', 'introspectionEndpoint'] as const;

const slugify = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');

const originsOf = (app: Pick<App, (typeof TOKEN_RECIPIENTS)[number]>): Set<string> =>
  new Set(TOKEN_RECIPIENTS.flatMap((name) => (app[name] ? [new URL(app[name]).origin] : [])));

/** Whether tokens that were granted before the edit would go to somebody who did not grant them. */
const endsGrants = (app: App, changed: App): boolean => {
  const known = originsOf(app);
  const hasNewRecipient = [...originsOf(changed)].some((origin) => !known.has(origin));
  return hasNewRecipient || app.issuer !== changed.issuer || app.clientId !== changed.clientId;
};

const isReady = (app: App): boolean =>
  app.enabled && Boolean(app.authorizationEndpoint && app.tokenEndpoint && app.clientId);

/** The apps that administrators register. */
export const createApps = ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections, authorizationRequests } = getService(strapi, 'store');
  const addresses = getService(strapi, 'addresses');

  const get = async (key: string): Promise<App> => {
    const app = await apps.find(key);
    if (!app) throw appNotFound(key);
    return app;
  };

  const details = (app: App): AppDetails => {
    const { uid: _uid, previousClientSecretSince: since, createdAt, updatedAt, ...fields } = app;
    return {
      ...fields,
      hasPreviousClientSecret: since !== null,
      previousClientSecretSince: since?.toISOString() ?? null,
      redirectUri: addresses.redirectUri(app.key),
      javascriptOrigin: addresses.javascriptOrigin(),
      createdAt: createdAt.toISOString(),
      updatedAt: updatedAt.toISOString(),
    };
  };

  const assertNameFree = async (name: string, exceptKey?: string) => {
    if (await apps.isNameTaken(name, exceptKey)) {
      throw FieldErrors.of('name', `Another app is already called "${name}". Choose another name.`);
    }
  };

  const freeKey = async ({ key: given, name }: AppInput): Promise<string> => {
    const key = given || slugify(name);
    if (!key) throw FieldErrors.of('key', 'No key can be made of this name. Enter one.');
    if (await apps.find(key)) {
      throw FieldErrors.of('key', `The key "${key}" is taken. Choose another one.`);
    }
    return key;
  };

  const endGrants = async (key: string) => {
    await connections.markAllNeedReconnect(key, 'app_changed');
    getService(strapi, 'token-cache').forgetApp(key);
    for (const connection of await connections.listByApp(key)) {
      getService(strapi, 'events').emit('needs-reconnect', connection, 'app_changed');
    }
  };

  return {
    get,
    details,
    isReady,

    list: () => apps.list(),

    /** @throws {ValidationError} name or key taken, before anything is written */
    async create({ clientSecret, ...input }: AppInput): Promise<AppDetails> {
      await assertNameFree(input.name);
      const key = await freeKey(input);
      return details(await apps.create({ ...input, key }, clientSecret));
    },

    /**
     * Changes the given fields. An edit that would send kept tokens to another recipient ends
     * the connections instead: their owners connect again.
     */
    async update(
      key: string,
      { clientSecret, forgetPreviousClientSecret = false, ...input }: AppUpdate
    ): Promise<AppDetails> {
      const app = await get(key);
      if (input.name !== undefined) await assertNameFree(input.name, key);
      const changed: App = { ...app, ...input };
      const changesFlow = FLOW_FIELDS.some((name) => app[name] !== changed[name]);
      const changes: AppChanges = changesFlow
        ? { ...input, configVersion: app.configVersion + 1 }
        : input;
      const isOtherClient = endsGrants(app, changed);
      if (isOtherClient) await endGrants(key);
      // A secret of the former client is nothing for another address.
      const dropsPrevious =
        forgetPreviousClientSecret || isOtherClient || app.tokenEndpoint !== changed.tokenEndpoint;
      const now = new Date(getService(strapi, 'clock').now());
      const updated = await apps.update(app, changes, { clientSecret, dropsPrevious, now });
      if (!updated.enabled) getService(strapi, 'token-cache').forgetApp(key);
      getService(strapi, 'circuit-breaker').close(key);
      await connections.retryAfterEdit(key, now);
      return details(updated);
    },

    /** Deletes the app with its connections; their grants are revoked at the provider beside. */
    async delete(key: string): Promise<{ key: string; deletedConnections: number }> {
      const app = await get(key);
      const granted = await connections.listByApp(key);
      const revoke = await getService(strapi, 'connections').prepareRevocation(app, granted);
      await authorizationRequests.deleteByApp(key);
      const deletedConnections = await connections.deleteByApp(key);
      await apps.delete(key);
      getService(strapi, 'token-cache').forgetApp(key);
      getService(strapi, 'circuit-breaker').close(key);
      getService(strapi, 'connections').announceEnd(granted, 'app_deleted');
      revoke();
      return { key, deletedConnections };
    },
  };
};

export type Apps = ReturnType<typeof createApps>;
