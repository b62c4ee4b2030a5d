import { isDeepStrictEqual } from 'node:util';

import type { Core } from '@strapi/strapi';

import type { AppDetails, AppInput, AppUpdate } from '../contracts';
import { isPlainText } from '../plain-text';
import type { App, AppChanges, AppFields } from '../store/apps';
import { SYSTEM, type Actor, type AuditAction } from './audit';
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

const hasNewRecipient = (app: App, changed: App): boolean => {
  const known = originsOf(app);
  return [...originsOf(changed)].some((origin) => !known.has(origin));
};

/** Whether tokens that were granted before the edit would go to somebody who did not grant them. */
const endsGrants = (app: App, changed: App): boolean =>
  hasNewRecipient(app, changed) ||
  app.issuer !== changed.issuer ||
  app.clientId !== changed.clientId;

/** Who may edit an app may not read its secret, so the secret does not follow to another address. */
const assertSecretStays = (app: App, changed: App, clientSecret: string | undefined): void => {
  if (!app.hasClientSecret || clientSecret || !hasNewRecipient(app, changed)) return;
  throw FieldErrors.of(
    'clientSecret',
    'The stored client secret is not sent to another address than before. Enter the client secret for the new one.'
  );
};

/** The fields that the edit gives another value. */
const changedNames = (app: App, changes: AppChanges): string[] =>
  Object.entries(changes)
    .filter(([name, value]) => !isDeepStrictEqual(app[name as keyof AppChanges], value))
    .map(([name]) => name);

const isReady = (app: App): boolean =>
  app.enabled && Boolean(app.authorizationEndpoint && app.tokenEndpoint && app.clientId);

/** The apps that administrators register. */
export const createApps = ({ strapi }: { strapi: Core.Strapi }) => {
  const store = getService(strapi, 'store');
  const { apps, connections, idleConnections, authorizationRequests, secrets } = store;
  const addresses = getService(strapi, 'addresses');
  const policies = getService(strapi, 'refresh-policies');

  const get = async (key: string): Promise<App> => {
    const app = isPlainText(key) ? await apps.find(key) : null;
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

  const record = (
    action: Extract<AuditAction, `app.${string}`>,
    app: string,
    actor: Actor,
    details?: Record<string, unknown>
  ) => getService(strapi, 'audit').record({ action, outcome: 'success', actor, app, details });

  const createUnlessTaken = async (fields: AppFields, clientSecret?: string): Promise<App> => {
    try {
      return await apps.create(fields, clientSecret);
    } catch (error) {
      // Sent twice at a time, both find the name free, and the database takes one.
      await assertNameFree(fields.name);
      throw error;
    }
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
    async create({ clientSecret, ...input }: AppInput, actor: Actor = SYSTEM): Promise<AppDetails> {
      await assertNameFree(input.name);
      const key = await freeKey(input);
      const created = await createUnlessTaken({ ...input, key }, clientSecret);
      record('app.create', key, actor);
      return details(created);
    },

    /**
     * Changes the given fields. An edit that would send kept tokens to another recipient ends
     * the connections instead: their owners connect again.
     */
    async update(
      key: string,
      { clientSecret, forgetPreviousClientSecret = false, ...input }: AppUpdate,
      actor: Actor = SYSTEM
    ): Promise<AppDetails> {
      const app = await get(key);
      if (input.name !== undefined) await assertNameFree(input.name, key);
      const changed: App = { ...app, ...input };
      assertSecretStays(app, changed, clientSecret);
      if (clientSecret) secrets.assertUsable();
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
      const changedFields = changedNames(app, input);
      if (changedFields.length > 0) record('app.update', key, actor, { changedFields });
      if (clientSecret) record('app.change-secret', key, actor);
      if (!updated.enabled) getService(strapi, 'token-cache').forgetApp(key);
      getService(strapi, 'circuit-breaker').close(key);
      await idleConnections.bringForward(key, policies.of(updated).idleIntervalDays);
      await connections.retryAfterEdit(key, now);
      return details(updated);
    },

    /** Deletes the app with its connections; their grants are revoked at the provider beside. */
    async delete(
      key: string,
      actor: Actor = SYSTEM
    ): Promise<{ key: string; deletedConnections: number }> {
      const app = await get(key);
      const granted = await connections.listByApp(key);
      const revoke = await getService(strapi, 'connections').prepareRevocation(app, granted);
      await authorizationRequests.deleteByApp(key);
      const deletedConnections = await connections.deleteByApp(key);
      await apps.delete(key);
      getService(strapi, 'token-cache').forgetApp(key);
      getService(strapi, 'circuit-breaker').close(key);
      getService(strapi, 'connections').announceEnd(granted, 'app_deleted', actor);
      record('app.delete', key, actor, { deletedConnections });
      revoke();
      return { key, deletedConnections };
    },
  };
};

export type Apps = ReturnType<typeof createApps>;
