import { PLUGIN_ID } from '../../constants';
import type { Confirmation } from '../../contracts';
import type { Owners } from '../../owners';
import { ownerColumns } from '../../owners/owner';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection, ObtainedGrant } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import { flowInvalid, isUnchanged } from './flow';
import { valuesOf } from '../../variables';
import { isOtherAccount, isSameAccount, type Account } from './former-grant';
import { replacedBy, type StoreGrant } from './store-grant';

interface HeldParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'apps' | 'connections' | 'heldGrants'>;
  owners: Pick<Owners, 'labels'>;
  storeGrant: Pick<StoreGrant, 'discard'>;
}

const namedAccount = ({
  accountLabel,
  variableValues,
}: Pick<Account, 'accountLabel' | 'variableValues'>) => ({
  accountLabel,
  values: valuesOf(variableValues),
});

/** Grants that take effect only after a person has confirmed them. */
export const createHeld = ({
  clock,
  log,
  store: { apps, connections, heldGrants },
  owners,
  storeGrant,
}: HeldParts) => {
  const question = async (
    { appKey, owner }: AuthorizationRequest,
    app: App,
    former: Connection | null,
    obtained: ObtainedGrant
  ): Promise<Confirmation> => {
    const label = (await owners.labels([owner]))(owner);
    return {
      state: 'confirm',
      appKey,
      appName: app.name,
      owner: { kind: owner.kind, id: ownerColumns(owner).ownerId, label },
      current: former && namedAccount(former),
      proposed: namedAccount(obtained),
      isOtherAccount: former !== null && isOtherAccount(former, obtained),
      isSameAccount: former !== null && isSameAccount(former, obtained),
    };
  };

  /** Ends a flow that awaits confirmation. Revokes its grant unless the app has changed since. */
  const abandon = async (request: AuthorizationRequest): Promise<void> => {
    if (!(await heldGrants.take(request, 'failed'))) return;
    try {
      const app = await apps.find(request.appKey);
      if (!app || !isUnchanged(app, request)) return;
      await storeGrant.discard(request, app, heldGrants.open(request).obtained);
    } catch (error) {
      log.warn(
        `${PLUGIN_ID}: an unconfirmed grant of ${request.appKey} was not revoked: ${String(error)}`
      );
    }
  };

  const abandonEach = async (requests: readonly AuthorizationRequest[]) => {
    for (const request of requests) await abandon(request);
  };

  return {
    abandon,

    abandonOfApp: async (appKey: string) => abandonEach(await heldGrants.listOfApp(appKey)),

    abandonExpired: async () => abandonEach(await heldGrants.listExpired(new Date(clock.now()))),

    /** Keeps the grant until the person has answered. */
    async ask(
      request: AuthorizationRequest,
      app: App,
      former: Connection | null,
      obtained: ObtainedGrant
    ): Promise<Confirmation> {
      const held = { obtained, replaces: replacedBy(former) };
      let isHeld = false;
      try {
        isHeld = await heldGrants.hold(request, held);
      } finally {
        if (!isHeld) await storeGrant.discard(request, app, obtained);
      }
      if (isHeld) return question(request, app, former, obtained);
      throw flowInvalid('This flow has already ended. Connect again.', request.appKey);
    },

    /** Repeats the question, e.g. after a reload. By now it may name another account. */
    async askAgain(request: AuthorizationRequest, app: App): Promise<Confirmation> {
      const { obtained } = heldGrants.open(request);
      return question(request, app, await connections.find(request), obtained);
    },
  };
};

export type Held = ReturnType<typeof createHeld>;
