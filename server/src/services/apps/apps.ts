import type { AppDetails, AppInput, AppUpdate, EditConflict } from '../../contracts';
import { DESTINATION_NAMES } from '../../destinations';
import { isPlainText } from '../../plain-text';
import { withStandard } from '../../protocol-settings';
import type { Owners } from '../../owners';
import { RequestError } from '../../errors/request-error';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { Addresses } from '../runtime/public-addresses';
import {
  assertIdTokensAreChecked,
  assertMayChange,
  assertRepairIsWhole,
  assertSecretStays,
  dropsUnusedSecret,
  editOf,
  SYSTEM_EDITOR,
  type Editor,
} from './app-edit';
import type { AppKeySets } from './app-keys';
import { appState } from './app-state';
import { withKeyFile } from './key-files';
import type { ProviderClients } from './provider-clients';
import { assertVariables } from './variable-rules';
import { SYSTEM, type Actor, type Audit, type AuditAction } from '../runtime/audit';
import type { Held } from '../authorization/held';
import type { CircuitBreaker } from '../refresh/circuit-breaker';
import { circuitKeyOf } from '../tokens/client-credentials';
import type { Clock } from '../runtime/clock';
import { connectionState } from '../connections/connection-state';
import type { Connections } from '../connections/connections';
import type { Events } from '../runtime/events';
import { FieldErrors } from '../../errors/field-errors';
import { appNotFound } from '../../errors/definitions';
import type { RefreshPolicies } from '../refresh/refresh-policies';
import type { TokenCache } from '../tokens/token-cache';
import { marginMs } from '../tokens/token-life';

const slugify = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 64)
    .replace(/^-+|-+$/g, '');

/** Fields that never leave the server. The compiler requires each that the panel's view lacks. */
const UNSHOWN: Record<Exclude<keyof App, keyof AppDetails>, true> = {
  uid: true,
  sealedSecrets: true,
  secretRefusedSince: true,
  flowsVersion: true,
  changedBy: true,
  fault: true,
  destinationsCheck: true,
};

const shownOf = (app: App) =>
  Object.fromEntries(Object.entries(app).filter(([name]) => !(name in UNSHOWN))) as Omit<
    App,
    keyof typeof UNSHOWN
  >;

interface AppParts {
  clock: Clock;
  store: Pick<
    Store,
    | 'apps'
    | 'authorizationRequests'
    | 'connections'
    | 'idleConnections'
    | 'secrets'
    | 'unknownLifetimes'
  >;
  owners: Pick<Owners, 'labels'>;
  addresses: Pick<Addresses, 'redirectUri' | 'javascriptOrigin'>;
  providerClients: { formRules: Pick<ProviderClients['formRules'], 'assertUrlAllowed'> };
  appKeys: Pick<AppKeySets, 'first' | 'after' | 'shown'>;
  policies: Pick<RefreshPolicies, 'of'>;
  tokenCache: Pick<TokenCache, 'forgetApp'>;
  breaker: Pick<CircuitBreaker, 'close'>;
  connections: Pick<Connections, 'prepareRevocation' | 'announceEnd'>;
  held: Pick<Held, 'abandonOfApp'>;
  audit: Pick<Audit, 'record'>;
  events: Events;
}

/** The apps that administrators register. */
export const createApps = ({
  clock,
  store,
  owners,
  addresses,
  providerClients,
  appKeys,
  policies,
  tokenCache,
  breaker,
  connections,
  held,
  audit,
  events,
}: AppParts) => {
  const { assertUrlAllowed } = providerClients.formRules;
  const { apps, idleConnections, unknownLifetimes, authorizationRequests, secrets } = store;

  const get = async (key: string): Promise<App> => {
    const app = isPlainText(key) ? await apps.find(key) : null;
    if (!app) throw appNotFound(key);
    return app;
  };

  const details = (app: App): AppDetails => {
    const { previousClientSecretSince: since, createdAt, updatedAt, ...fields } = shownOf(app);
    return {
      ...fields,
      state: appState(app),
      hasPreviousClientSecret: since !== null,
      previousClientSecretSince: since?.toISOString() ?? null,
      keys: appKeys.shown(app),
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

  const assertKeyFree = async (key: string) => {
    if (await apps.find(key)) {
      throw FieldErrors.of('key', `The key "${key}" is taken. Choose another one.`);
    }
  };

  const keyOf = ({ key: given, name }: AppInput): string => {
    const key = given || slugify(name);
    if (!key) throw FieldErrors.of('key', 'No key can be derived from this name. Enter one.');
    return key;
  };

  const record = (
    action: Extract<AuditAction, `app.${string}`>,
    app: string,
    actor: Actor,
    details?: Record<string, unknown>
  ) => audit.record({ action, outcome: 'success', actor, app, details });

  /** Two concurrent requests both find a name or a key free, and the database accepts one. */
  const writeUnlessTaken = async <Written>(
    write: Promise<Written>,
    assertFree: () => Promise<void>
  ): Promise<Written> =>
    write.catch(async (error: unknown) => {
      await assertFree();
      throw error;
    });

  const closeCircuits = (key: string): void => {
    for (const circuitKey of [key, circuitKeyOf(key)]) breaker.close(circuitKey);
  };

  const announceEndedGrants = async (app: App) => {
    const reason = 'app_changed';
    const nowMs = clock.now();
    for (const connection of await store.connections.listByApp(app.key)) {
      const state = connectionState(connection, app, nowMs);
      events.emit('needs-reconnect', connection, { reason, state });
    }
  };

  /** Applies the app's lifetime to tokens that were issued before the app had it. */
  const assumeLifetime = async ({ key, defaultLifetimeSeconds: seconds }: App) => {
    if (seconds === null) return;
    const lifetimeMs = seconds * 1_000;
    await unknownLifetimes.assume(key, lifetimeMs, lifetimeMs - marginMs(lifetimeMs));
    tokenCache.forgetApp(key);
  };

  const conflictOf = async ({ configVersion, changedBy, updatedAt }: App) => {
    const owner = changedBy === null ? null : ({ kind: 'admin', id: changedBy } as const);
    const label = owner && (await owners.labels([owner]))(owner);
    const changedAt = updatedAt.toISOString();
    const conflict: EditConflict = { configVersion, changedAt, changedBy: label };
    return new RequestError(
      'ConflictError',
      `This app was changed${label ? ` by ${label}` : ''} at ${changedAt}, so nothing was saved. Read the app again, and repeat your change.`,
      { conflict }
    );
  };

  const assertMayBeCalled = async (key: string, { name }: Pick<AppUpdate, 'name'>) => {
    if (name !== undefined) await assertNameFree(name, key);
  };

  /** Checks an update and works out its consequences, before anything is written. */
  const plan = async (key: string, { configVersion, ...given }: AppUpdate, editor: Editor) => {
    const app = await get(key);
    if (app.configVersion !== configVersion) throw await conflictOf(app);
    await assertMayBeCalled(key, given);
    const hasClientSecret = app.hasClientSecret || Boolean(given.clientSecret);
    const known = { tokenEndpoint: app.tokenEndpoint, hasClientSecret };
    const { fields: update, assertionKey } = withKeyFile(given, known, assertUrlAllowed);
    const edit = editOf(app, update);
    assertMayChange(edit.destinations, editor);
    const hasSecret = Boolean(update.clientSecret || assertionKey);
    if (hasSecret || edit.destinations.length > 0) secrets.assertUsable();
    assertRepairIsWhole(edit, update);
    assertIdTokensAreChecked(edit.changed);
    assertVariables(edit.changed, assertUrlAllowed);
    assertSecretStays(app, edit, update);
    return { app, edit, update, assertionKey };
  };

  type Plan = Awaited<ReturnType<typeof plan>>;

  /** Writes the whole edit or nothing. */
  const save = async ({ app, edit, update, assertionKey }: Plan, { actor }: Editor, now: Date) => {
    const { clientSecret, assertionKey: _pasted, ...unsealed } = update;
    const { forgetPreviousClientSecret = false, protocol, ...fields } = unsealed;
    const configVersion = app.configVersion + 1;
    // Another recipient must not get the former client's secret.
    const dropsPrevious = forgetPreviousClientSecret || edit.changesRecipient;
    const changes = {
      ...fields,
      ...(protocol && { protocol: edit.changed.protocol }),
      configVersion,
      changedBy: actor.type === 'admin-user' ? actor.id : null,
      ...(edit.endsFlows && { flowsVersion: configVersion }),
    };
    const write = apps.update(app, {
      changes,
      secret: {
        clientSecret,
        assertionKey,
        dropsCurrent: dropsUnusedSecret(edit),
        dropsPrevious,
        now,
      },
      clientKeys: await appKeys.after(app, edit),
      vouches: edit.destinations.length > 0,
      alongside: edit.endsGrants
        ? (trx) => store.connections.markAllNeedReconnect(app.key, 'app_changed', now, trx)
        : undefined,
    });
    const isSaved = await writeUnlessTaken(write, () => assertMayBeCalled(app.key, update));
    const saved = await get(app.key);
    if (!isSaved) throw await conflictOf(saved);
    return saved;
  };

  const recordEdit = ({ app: { key }, edit, update }: Plan, { actor }: Editor) => {
    const { changedFields, destinations, isRepair } = edit;
    if (changedFields.length > 0 || isRepair)
      record('app.update', key, actor, {
        changedFields,
        ...(destinations.length > 0 && { destinations }),
      });
    if (update.clientSecret || update.assertionKey) record('app.change-secret', key, actor);
  };

  return {
    get,
    details,

    list: () => apps.list(),

    /**
     * @throws {RequestError} before anything is written: `ValidationError` (name or key taken,
     *   `openid` without keys, a variable that does not fit), `ForbiddenError`
     */
    async create(given: AppInput, editor: Editor = SYSTEM_EDITOR): Promise<AppDetails> {
      assertMayChange(DESTINATION_NAMES, editor);
      const hasClientSecret = Boolean(given.clientSecret);
      const known = { tokenEndpoint: null, hasClientSecret };
      const { fields, assertionKey } = withKeyFile(given, known, assertUrlAllowed);
      const { clientSecret, assertionKey: _pasted, ...input } = fields;
      assertIdTokensAreChecked(input);
      const protocol = withStandard(input.protocol ?? null);
      const { variables = [] } = input;
      assertVariables({ ...input, protocol, variables }, assertUrlAllowed);
      const key = keyOf(input);
      const assertFree = async () => {
        await assertNameFree(input.name);
        await assertKeyFree(key);
      };
      await assertFree();
      const clientKeys = await appKeys.first({ ...input, protocol });
      const sealed = { clientSecret, assertionKey, clientKeys };
      const write = apps.create({ ...input, key, protocol }, sealed);
      const created = await writeUnlessTaken(write, assertFree);
      record('app.create', key, editor.actor);
      return details(created);
    },

    /**
     * Counts the connections that an update would end, so that people know before they save it.
     * @throws {RequestError} if the update itself would be refused
     */
    async preview(
      key: string,
      update: AppUpdate,
      editor: Editor
    ): Promise<{ endedConnections: number }> {
      const { edit } = await plan(key, update, editor);
      return { endedConnections: edit.endsGrants ? await store.connections.countActive(key) : 0 };
    },

    /**
     * Changes the given fields. An edit of a destination that receives something or vouches for
     * somebody ends the connections, and their owners must connect again.
     * @throws {RequestError} before anything is written: `ValidationError`, `ForbiddenError` (a
     *   destination), `ConflictError` (another edit came first)
     */
    async update(
      key: string,
      update: AppUpdate,
      editor: Editor = SYSTEM_EDITOR
    ): Promise<AppDetails> {
      const planned = await plan(key, update, editor);
      const { app, edit } = planned;
      const now = new Date(clock.now());
      const updated = await save(planned, editor, now);
      tokenCache.forgetApp(key);
      recordEdit(planned, editor);
      if (edit.endsGrants) await announceEndedGrants(updated);
      closeCircuits(key);
      if (app.defaultLifetimeSeconds !== updated.defaultLifetimeSeconds) {
        await assumeLifetime(updated);
      }
      await idleConnections.bringForward(key, policies.of(updated).idleIntervalDays);
      await store.connections.retryAfterEdit(key, now);
      return details(updated);
    },

    /** Deletes the app and its connections, and revokes their grants in the background. */
    async delete(
      key: string,
      actor: Actor = SYSTEM
    ): Promise<{ key: string; deletedConnections: number }> {
      const app = await get(key);
      await held.abandonOfApp(key);
      await authorizationRequests.deleteByApp(key);
      const granted = await apps.delete(app, async () => {
        const ended = await store.connections.listByApp(key);
        await store.connections.deleteByApp(key);
        return ended;
      });
      if (!granted) throw appNotFound(key);
      const deletedConnections = granted.length;
      const revoke = await connections.prepareRevocation(app, granted);
      tokenCache.forgetApp(key);
      closeCircuits(key);
      connections.announceEnd(granted, 'app_deleted', actor);
      record('app.delete', key, actor, { deletedConnections });
      revoke();
      return { key, deletedConnections };
    },
  };
};

export type Apps = ReturnType<typeof createApps>;
