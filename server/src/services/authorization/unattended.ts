import { randomUUID } from 'node:crypto';

import type { OAuthClient, TokenResult } from '../../oauth/client';
import type { Owners } from '../../owners';
import type { App } from '../../store/apps';
import type { Connection, ObtainedGrant } from '../../store/connections';
import { ownerNotAllowed } from '../../errors/definitions';
import type { AppFaults } from '../apps/app-faults';
import type { Apps } from '../apps/apps';
import type { ProviderClients } from '../apps/provider-clients';
import type { Actor } from '../runtime/audit';
import { NO_VALUES, valuesText, type Values } from '../../variables';
import { createAnnounce, type AnnounceParts } from './announce';
import { toldIn, valuesOfPerson, valuesOfProvider } from './connection-values';
import { connectableApp } from './flow';
import type { FlowStart } from './prepared-start';
import { chosenScopes } from './start';
import type { StoreGrant, GrantRequest } from './store-grant';

export interface UnattendedParts extends AnnounceParts {
  owners: Pick<Owners, 'isAllowed'>;
  apps: Pick<Apps, 'get'>;
  appFaults: Pick<AppFaults, 'clear' | 'recordRefusedConnect'>;
  providerClients: Pick<ProviderClients, 'clientFor'> & {
    formRules: Pick<ProviderClients['formRules'], 'assertUrlAllowed'>;
  };
  storeGrant: Pick<StoreGrant, 'discard' | 'storeUnattended'>;
}

/** Whose account an assertion names. */
const assertedBy = ({ protocol, clientId }: App): string | null =>
  protocol.grantType === 'jwt_bearer' ? protocol.assertionSubject || clientId : null;

/** Connects an app whose grant needs no person: one request, and no consent page. */
export const createConnectUnattended = ({
  owners,
  apps,
  appFaults,
  providerClients,
  storeGrant,
  ...announceParts
}: UnattendedParts) => {
  const { assertUrlAllowed } = providerClients.formRules;
  const { clock } = announceParts;
  const announce = createAnnounce(announceParts);

  const runGrant = async (
    client: Pick<OAuthClient, 'runGrant'>,
    app: App,
    scopes: string[]
  ): Promise<TokenResult> => {
    try {
      return await client.runGrant({ scopes });
    } catch (error) {
      await appFaults.recordRefusedConnect(app, error);
      throw error;
    }
  };

  const issuedTo = (app: App, result: TokenResult, given: Values): ObtainedGrant => ({
    subject: result.account?.id ?? null,
    accountLabel: result.account?.name ?? assertedBy(app),
    variableValues: valuesText(given),
    accessToken: result.accessToken,
    refreshToken: result.refreshToken,
    tokenType: result.tokenType,
    expiresAt: result.expiresAt,
    scopesGranted: result.scopes,
    connectedAt: new Date(clock.now()),
  });

  /** Adds the values that the response tells. A grant that lacks one is revoked. */
  const withResponseValues = async (
    request: GrantRequest,
    app: App,
    issued: ObtainedGrant,
    { kept }: TokenResult,
    given: Values
  ): Promise<ObtainedGrant> => {
    try {
      const told = valuesOfProvider(app, 'response', toldIn(kept), assertUrlAllowed);
      return { ...issued, variableValues: valuesText({ ...given, ...told }) };
    } catch (error) {
      await storeGrant.discard(request, app, issued);
      throw error;
    }
  };

  /**
   * Gets a token and stores the connection.
   * @throws {ConnectedAppsError} `app_not_found`, `app_disabled`, `provider_rejected`,
   *   `provider_unavailable`, `owner_not_allowed`, `key_unavailable`, `flow_invalid` (an edit of the
   *   app came first)
   * @throws {RequestError} `ValidationError`: a scope that the app does not have, a value that is
   *   missing or does not fit
   */
  return async (
    { appKey, owner, account, scopes, values = NO_VALUES }: FlowStart,
    actor: Actor
  ): Promise<Connection> => {
    const app = await connectableApp(apps, appKey);
    const requested = chosenScopes(app, scopes);
    const given = valuesOfPerson(app, values, assertUrlAllowed);
    if (!(await owners.isAllowed(owner))) throw ownerNotAllowed({ appKey, owner, account });
    const { uid: appUid, configVersion } = app;
    const target = { appKey, owner, account, appUid, configVersion };
    const request = { ...target, uid: randomUUID(), scopes: requested };
    const client = await providerClients.clientFor(app, given);
    const result = await runGrant(client, app, requested);
    const issued = issuedTo(app, result, given);
    const obtained = await withResponseValues(request, app, issued, result, given);
    const connection = await storeGrant.storeUnattended(request, app, obtained);
    await appFaults.clear(app);
    announce(connection, app, actor);
    return connection;
  };
};

export type ConnectUnattended = ReturnType<typeof createConnectUnattended>;
