import { PLUGIN_ID } from '../../constants';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { OAuthClient, TokenResult } from '../../oauth/client';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { ObtainedGrant } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import type { ProviderClients } from '../apps/provider-clients';
import { valuesOf, valuesText, type Values } from '../../variables';
import { toldIn, valuesOfProvider } from './connection-values';
import type { Account } from './former-grant';
import type { StoreGrant } from './store-grant';

export interface ObtainParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'authorizationRequests'>;
  providerClients: Pick<ProviderClients, 'clientFor'> & {
    formRules: Pick<ProviderClients['formRules'], 'assertUrlAllowed'>;
  };
  storeGrant: Pick<StoreGrant, 'discard'>;
}

/** What a code exchange needs. Made before the flow moves on, so that a failure costs no code. */
export interface PreparedExchange {
  client: OAuthClient;
  /** Of the person and of the callback. */
  values: Values;
}

/** The grant in a response, before anything else is known about it. */
export const issuedGrant = (
  { accessToken, refreshToken, tokenType, expiresAt, scopes, subject }: TokenResult,
  values: Values,
  connectedAt: Date
): ObtainedGrant => ({
  subject,
  accountLabel: null,
  variableValues: valuesText(values),
  accessToken,
  refreshToken,
  tokenType,
  expiresAt,
  scopesGranted: scopes,
  connectedAt,
});

/** Exchanges the code of a flow and identifies the account. Stores nothing. */
export const createObtain = ({
  clock,
  log,
  store: { authorizationRequests },
  providerClients,
  storeGrant,
}: ObtainParts) => {
  const { assertUrlAllowed } = providerClients.formRules;

  /** @throws {ConnectedAppsError} `provider_rejected` (a value of the callback), `key_unavailable` */
  const prepare = async (request: AuthorizationRequest, app: App): Promise<PreparedExchange> => {
    const { params } = authorizationRequests.openSecrets(request);
    const told = (name: string) => params.get(name);
    const values = {
      ...valuesOf(request.variableValues),
      ...valuesOfProvider(app, 'callback', told, assertUrlAllowed),
    };
    return { client: await providerClients.clientFor(app, values), values };
  };

  const exchange = (client: OAuthClient, request: AuthorizationRequest): Promise<TokenResult> => {
    const { codeVerifier, nonce, params } = authorizationRequests.openSecrets(request);
    return client.exchangeCode({
      redirectUri: request.redirectUri,
      params,
      state: params.get('state') ?? '',
      codeVerifier,
      nonce,
      scopesRequested: request.scopes,
    });
  };

  /** Reads the account from the id_token, else from userinfo, else from the token response. */
  const identify = async (
    client: OAuthClient,
    app: App,
    { accessToken, subject, claims, account }: TokenResult
  ): Promise<Pick<Account, 'subject' | 'accountLabel'>> => {
    const fromIdToken = claims?.email ?? claims?.preferredUsername ?? claims?.name ?? null;
    if (fromIdToken !== null || !app.userinfoEndpoint) {
      return {
        subject: subject ?? account?.id ?? null,
        accountLabel: fromIdToken ?? account?.name ?? null,
      };
    }
    try {
      const info = await client.userInfo({ accessToken, subject });
      const label = info?.email ?? info?.preferredUsername ?? info?.name ?? null;
      return { subject: subject ?? info?.subject ?? null, accountLabel: label };
    } catch (error) {
      if (isConnectedAppsError(error) && error.reason === 'subject_mismatch') throw error;
      log.warn(`${PLUGIN_ID}: the account name at ${app.key} could not be read: ${String(error)}`);
      return { subject, accountLabel: null };
    }
  };

  /** Adds what the response tells: the account, and the values of the app's variables. */
  const complete = async (
    app: App,
    result: TokenResult,
    issued: ObtainedGrant
  ): Promise<ObtainedGrant> => {
    const values = {
      ...valuesOf(issued.variableValues),
      ...valuesOfProvider(app, 'response', toldIn(result.kept), assertUrlAllowed),
    };
    const client = await providerClients.clientFor(app, values);
    const account = await identify(client, app, result);
    return { ...issued, ...account, variableValues: valuesText(values) };
  };

  /** A grant that turns out to be unusable is revoked in the background. */
  const accept = async (
    request: AuthorizationRequest,
    app: App,
    result: TokenResult,
    issued: ObtainedGrant
  ): Promise<ObtainedGrant> => {
    try {
      return await complete(app, result, issued);
    } catch (error) {
      await storeGrant.discard(request, app, issued).catch((reason: unknown) => {
        log.warn(
          `${PLUGIN_ID}: an unusable grant of ${app.key} was not revoked: ${String(reason)}`
        );
      });
      throw error;
    }
  };

  const obtain = async (
    { client, values }: PreparedExchange,
    request: AuthorizationRequest,
    app: App
  ): Promise<ObtainedGrant> => {
    const connectedAt = new Date(clock.now());
    const result = await exchange(client, request);
    return accept(request, app, result, issuedGrant(result, values, connectedAt));
  };

  return { prepare, obtain, accept };
};

export type Obtain = ReturnType<typeof createObtain>;
