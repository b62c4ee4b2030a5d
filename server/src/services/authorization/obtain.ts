import { PLUGIN_ID } from '../../constants';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { OAuthClient, TokenResult } from '../../oauth/client';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import type { AuthorizationRequest } from '../../store/authorization-requests';
import type { ObtainedGrant } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import type { Log } from '../runtime/log';
import type { Account } from './former-grant';

export interface ObtainParts {
  clock: Clock;
  log: Log;
  store: Pick<Store, 'authorizationRequests'>;
}

/** Exchanges the code of a flow and identifies the account. Stores nothing. */
export const createObtain = ({ clock, log, store: { authorizationRequests } }: ObtainParts) => {
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
  ): Promise<Account> => {
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

  return async (
    client: OAuthClient,
    request: AuthorizationRequest,
    app: App
  ): Promise<ObtainedGrant> => {
    const connectedAt = new Date(clock.now());
    const result = await exchange(client, request);
    const { accessToken, refreshToken, tokenType, expiresAt, scopes: scopesGranted } = result;
    const account = await identify(client, app, result);
    return {
      ...account,
      accessToken,
      refreshToken,
      tokenType,
      expiresAt,
      scopesGranted,
      connectedAt,
    };
  };
};

export type Obtain = ReturnType<typeof createObtain>;
