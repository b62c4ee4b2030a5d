import { ConnectedAppsError } from '../../errors/connected-apps-error';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { Connection, GrantToStore, ObtainedGrant } from '../../store/connections';
import { GrantRefused, type GrantRefusal, type GrantTarget } from '../../store/grants';
import type { Connections } from '../connections/connections';
import { revocationOf, type Revocations } from '../connections/revocations';
import { refreshDueAt } from '../tokens/token-life';
import { valuesOf } from '../../variables';
import { appChanged, flowInvalid } from './flow';
import { fateOfFormer, isOtherAccount, isSameAccount } from './former-grant';

const ERROR_OF: Record<GrantRefusal, (target: GrantTarget) => ConnectedAppsError> = {
  app_not_found: ({ appKey: app }) =>
    new ConnectedAppsError(
      'app_not_found',
      'The app was deleted while you were connecting. Nothing was stored. Ask an administrator if you still need it.',
      { app }
    ),
  app_changed: ({ appKey }) => appChanged(appKey),
  app_disabled: ({ appKey: app }) =>
    new ConnectedAppsError(
      'app_disabled',
      'The app was switched off while you were connecting. Nothing was stored. Connect again once an administrator has switched it on.',
      { app }
    ),
  owner_not_allowed: ({ appKey: app, owner }) =>
    new ConnectedAppsError(
      'owner_not_allowed',
      'The owner of this connection has been deactivated or deleted. Nothing was stored. Connect again as an active user.',
      { app, owner }
    ),
  flow_ended: ({ appKey }) =>
    flowInvalid('This flow has ended in the meantime. Nothing was stored. Connect again.', appKey),
};

/** What a grant was requested for. The uid spreads the refreshes. */
export type GrantRequest = GrantTarget & Pick<AuthorizationRequest, 'uid' | 'scopes'>;

const toGrant = (
  { uid, scopes: scopesRequested }: GrantRequest,
  obtained: ObtainedGrant,
  refreshToken: string | null
): GrantToStore => {
  const { connectedAt, expiresAt } = obtained;
  const dueAt = refreshToken ? refreshDueAt(uid, connectedAt.getTime(), expiresAt) : null;
  return { ...obtained, refreshToken, scopesRequested, nextRefreshAt: dueAt };
};

/** Identifies what a grant replaces, to compare it with what the person has confirmed. */
export const replacedBy = (former: Connection | null): string =>
  JSON.stringify(
    former && [former.uid, former.subject, former.accountLabel, former.variableValues]
  );

/** The person must confirm the grant first. */
export class ConfirmationNeeded extends Error {
  constructor(readonly former: Connection | null) {
    super('the grant waits for a confirmation');
  }
}

/** A flow without a named starter needs confirmation, and so does a change of account. */
const isToConfirm = (
  { startedBy }: AuthorizationRequest,
  former: Connection | null,
  obtained: ObtainedGrant
): boolean => startedBy === null || (former !== null && isOtherAccount(former, obtained));

interface StoreGrantParts {
  store: Pick<Store, 'connections' | 'grants'>;
  connections: Pick<Connections, 'prepareRevocation'>;
  revocations: Pick<Revocations, 'prepare'>;
}

/** Stores a grant that the provider has issued, or discards it. */
export const createStoreGrant = ({
  store: { connections: rows, grants },
  connections,
  revocations,
}: StoreGrantParts) => {
  /**
   * Revokes, in the background, a grant that was obtained but not stored. `app` is the app as it
   * was when the provider issued the grant. If a connection of the same account is active, revokes
   * nothing, because many providers end all grants of an account together.
   */
  const discard = async (
    request: GrantRequest,
    app: App,
    obtained: ObtainedGrant
  ): Promise<void> => {
    const present = await rows.find(request);
    if (present?.status === 'active' && isSameAccount(present, obtained)) return;
    const { accessToken, refreshToken, variableValues } = obtained;
    const tokens = { refreshToken, accessToken: () => accessToken };
    const revocation = revocationOf(app, tokens, valuesOf(variableValues));
    (await revocations.prepare(app, [revocation]))();
  };

  /** Also null if it cannot be opened, which must not keep its owner from connecting again. */
  const refreshTokenOf = (former: Connection): string | null => {
    try {
      return rows.openRefreshToken(former);
    } catch {
      return null;
    }
  };

  /** Revokes the former grant in the background if it must not stay valid. */
  const store = async (
    request: AuthorizationRequest,
    app: App,
    obtained: ObtainedGrant,
    confirmed: string | undefined
  ): Promise<Connection> => {
    let toRevoke: Connection[] = [];
    const connection = await grants.saveFor(request, (former) => {
      if (isToConfirm(request, former, obtained) && confirmed !== replacedBy(former)) {
        throw new ConfirmationNeeded(former);
      }
      const fate = former && fateOfFormer(former, obtained);
      toRevoke = former && fate === 'revoke' ? [former] : [];
      const kept = former && fate === 'keep' ? refreshTokenOf(former) : null;
      return toGrant(request, obtained, obtained.refreshToken ?? kept);
    });
    (await connections.prepareRevocation(app, toRevoke))();
    return connection;
  };

  /** Discards the grant, and returns the error to throw. */
  const notStored = async (
    request: GrantRequest,
    app: App,
    obtained: ObtainedGrant,
    error: unknown
  ): Promise<unknown> => {
    await discard(request, app, obtained);
    return error instanceof GrantRefused ? ERROR_OF[error.refusal](request) : error;
  };

  return {
    discard,

    /**
     * Stores a grant that needed no person, or revokes it. The former grant was issued to the same
     * app, or has ended with an edit of the app, so it is not revoked.
     * @throws {ConnectedAppsError} `app_not_found`, `flow_invalid`, `app_disabled`,
     *   `owner_not_allowed`: the app or owner has changed since the request
     */
    async storeUnattended(
      request: GrantRequest,
      app: App,
      obtained: ObtainedGrant
    ): Promise<Connection> {
      try {
        return await grants.saveUnattended(request, () =>
          toGrant(request, obtained, obtained.refreshToken)
        );
      } catch (error) {
        throw await notStored(request, app, obtained, error);
      }
    },

    /**
     * Stores the grant and completes the flow, or does neither and revokes the grant. `confirmed`
     * identifies what the person has agreed to replace.
     * @throws {ConfirmationNeeded} nothing was stored or revoked
     * @throws {ConnectedAppsError} `app_not_found`, `flow_invalid`, `app_disabled`,
     *   `owner_not_allowed`: the app, owner or flow has changed since the flow started
     */
    async store(
      request: AuthorizationRequest,
      app: App,
      obtained: ObtainedGrant,
      confirmed?: string
    ): Promise<Connection> {
      try {
        return await store(request, app, obtained, confirmed);
      } catch (error) {
        if (error instanceof ConfirmationNeeded) throw error;
        throw await notStored(request, app, obtained, error);
      }
    },
  };
};

export type StoreGrant = ReturnType<typeof createStoreGrant>;
