import { ConnectedAppsError } from '../errors/connected-apps-error';
import { checkAuthorizationResponse } from './authorization-response';
import { buildAuthorizationUrl } from './authorization-url';
import { requestDeviceAuthorization } from './device-authorization';
import { translateError, type TranslationContext } from './errors/translate-error';
import { DEVICE_CODE_GRANT, grants } from './grants';
import { withSecondToken } from './grants/second-token';
import { TOKEN_EXCHANGE } from './grants/token-exchange';
import { unattendedGrant } from './grants/unattended';
import { revokeToken } from './revocation';
import { asksForSignedResponse } from './response-mode';
import { createSession } from './session';
import { signedResponseIn, verifySignedResponse } from './signed-response';
import { withExpiry } from './token-expiry';
import { introspectToken } from './token-introspection';
import { tokenRequestAttempt } from './token-request-attempt';
import type {
  ClientCredentialsInput,
  ClientSettings,
  OAuthClient,
  ProtocolContext,
  TokenResult,
} from './types';
import { fetchUserInfo } from './user-info';

export type {
  AccountClaims,
  ClientSettings,
  DeviceAuthorization,
  DevicePoll,
  ExchangedTokenResult,
  IntrospectionResult,
  OAuthClient,
  ProtocolContext,
  Send,
  TokenExchangeInput,
  TokenResult,
  UserInfo,
} from './types';
import { parseUrl } from '../parse-url';
import { unattendedGrantOf } from '../protocol-settings';

type Failure = Pick<TranslationContext, 'phase' | 'secrets' | 'signal'>;

/** Names every secret that the request sends, so that no message repeats one. */
type TokenFailure = Failure & Required<Pick<Failure, 'secrets'>>;

const assertTokenEndpoint = ({ endpoints }: ClientSettings): void => {
  if (parseUrl(endpoints.tokenEndpoint ?? '') !== null) return;
  throw new ConnectedAppsError(
    'provider_rejected',
    'The app has no token URI. Enter it in its settings.',
    { reason: 'incomplete' }
  );
};

/**
 * The protocol with one provider, for one app. A client is cheap to create, but it caches the
 * provider's signing keys: keep it until the app's settings change.
 */
export const createOAuthClient = (
  settings: ClientSettings,
  context: ProtocolContext
): OAuthClient => {
  const session = createSession(settings, context);

  const translated = (error: unknown, { secrets = [], ...failure }: Failure): unknown =>
    translateError(error, {
      ...failure,
      app: settings.appKey,
      attempt: tokenRequestAttempt(settings, failure.phase),
      secrets: [settings.clientSecret ?? '', settings.assertionKey?.pem ?? '', ...secrets],
    });

  const guarded = async <T>(failure: Failure, task: () => Promise<T>): Promise<T> => {
    try {
      return await task();
    } catch (error) {
      throw translated(error, failure);
    }
  };

  const asToken = <T>(failure: TokenFailure, task: () => Promise<T>): Promise<T> =>
    guarded(failure, async () => {
      assertTokenEndpoint(settings);
      return task();
    });

  const checkResponse = (params: URLSearchParams): void => {
    try {
      checkAuthorizationResponse(settings, params);
    } catch (error) {
      throw translated(error, { phase: 'callback', secrets: [params.get('state') ?? ''] });
    }
  };

  const runGrant = async (input: ClientCredentialsInput): Promise<TokenResult> => {
    const grant = unattendedGrantOf(settings.protocol);
    if (grant === null) throw new Error(`the grant of ${settings.appKey} needs a person`);
    return asToken({ phase: grant, secrets: [], signal: input.signal }, () =>
      withExpiry(session, () => unattendedGrant(session, grant, input))
    );
  };

  return {
    buildAuthorizationUrl: (input) => {
      const secrets = [input.state, input.nonce ?? ''];
      return guarded({ phase: 'pushed_request', secrets }, () =>
        buildAuthorizationUrl(session, input)
      );
    },

    verifiedResponse: async (params) => {
      if (!asksForSignedResponse(settings)) return params;
      return guarded({ phase: 'callback' }, () =>
        verifySignedResponse(session, signedResponseIn(params, settings.appKey))
      );
    },

    checkAuthorizationResponse: checkResponse,

    exchangeCode: async (input) => {
      const { params, codeVerifier, state, signal } = input;
      checkResponse(params);
      const secrets = [params.get(settings.protocol.codeParam) ?? '', codeVerifier, state];
      const first = await asToken({ phase: 'exchange', secrets, signal }, () =>
        grants.authorization_code(session, input)
      );
      const issued = [first.accessToken, first.refreshToken ?? ''];
      return asToken({ phase: 'exchange', secrets: [...secrets, ...issued], signal }, () =>
        withExpiry(session, () => withSecondToken(session, first, input))
      );
    },

    runGrant,

    authorizeDevice: (input) =>
      guarded({ phase: 'device_authorization' }, () => requestDeviceAuthorization(session, input)),

    pollDevice: (input) => {
      const { deviceCode, signal } = input;
      return asToken({ phase: 'device_code', secrets: [deviceCode], signal }, async () => {
        const answer = await grants[DEVICE_CODE_GRANT](session, input);
        if (typeof answer === 'string') return { state: answer };
        return { state: 'granted', tokens: await withExpiry(session, async () => answer) };
      });
    },

    refresh: (input) => {
      const { refreshToken, scopesRequested: scopes, signal, send } = input;
      if (unattendedGrantOf(settings.protocol)) return runGrant({ scopes, signal, send });
      return asToken({ phase: 'refresh', secrets: [refreshToken], signal }, () =>
        withExpiry(session, () => grants.refresh_token(session, input))
      );
    },

    clientCredentials: (input) =>
      asToken({ phase: 'client_credentials', secrets: [], signal: input.signal }, () =>
        withExpiry(session, () => grants.client_credentials(session, input))
      ),

    exchangeToken: (input) =>
      asToken({ phase: 'token_exchange', secrets: [input.subjectToken] }, () =>
        grants[TOKEN_EXCHANGE](session, input)
      ),

    introspect: (accessToken) =>
      guarded({ phase: 'introspection', secrets: [accessToken] }, () =>
        introspectToken(session, accessToken)
      ),

    revoke: (input) =>
      guarded({ phase: 'revocation', secrets: [input.token] }, () => revokeToken(session, input)),

    userInfo: (input) =>
      guarded({ phase: 'userinfo', secrets: [input.accessToken] }, () =>
        fetchUserInfo(session, input)
      ),
  };
};
