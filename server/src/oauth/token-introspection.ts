import * as client from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { faultOf, type JsonObject } from './errors/provider-fault';
import { readJsonObject } from './parsed-body';
import type { Session } from './session';
import type { ClientSettings, IntrospectionResult } from './types';

const incomplete = (message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason: 'incomplete' });

/** The client must authenticate (RFC 7662 §2.1), which it cannot do without a secret. */
const assertCanIntrospect = ({ endpoints, clientAuthMethod }: ClientSettings): void => {
  if (endpoints.introspectionEndpoint === null) {
    throw incomplete(
      'The app has no introspection endpoint. Enter it in its settings, if the provider has one.'
    );
  }
  if (clientAuthMethod === 'none') {
    throw incomplete(
      'A provider says something about a token only to a client that authenticates. Choose another client authentication method in the settings of the app.'
    );
  }
};

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const dateOrNull = (seconds: unknown): Date | null =>
  typeof seconds === 'number' && Number.isFinite(seconds) ? new Date(seconds * 1_000) : null;

const texts = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'string');

/** RFC 7662 §2.2: without `active: true`, no other member is trusted. */
const resultOf = (body: JsonObject, separator: string): IntrospectionResult => {
  if (body.active !== true) return { active: false };
  return {
    active: true,
    scopes: (textOrNull(body.scope) ?? '').split(separator).filter(Boolean),
    clientId: textOrNull(body.client_id),
    username: textOrNull(body.username),
    tokenType: textOrNull(body.token_type),
    expiresAt: dateOrNull(body.exp),
    issuedAt: dateOrNull(body.iat),
    notBefore: dateOrNull(body.nbf),
    subject: textOrNull(body.sub),
    audiences: texts(body.aud),
    issuer: textOrNull(body.iss),
  };
};

/**
 * What the provider says about an access token (RFC 7662).
 * @throws {ConnectedAppsError} `provider_rejected` (`incomplete`, `invalid_response`)
 * @throws {ProviderFault} for a failure status
 */
export const introspectToken = async (
  session: Session,
  accessToken: string
): Promise<IntrospectionResult> => {
  const { settings } = session;
  assertCanIntrospect(settings);
  let result: IntrospectionResult = { active: false };
  const receive = async (response: Response): Promise<Response> => {
    const body = await readJsonObject(response);
    if (!response.ok || body === null) throw faultOf(response, body);
    if (typeof body.active !== 'boolean') {
      throw new ConnectedAppsError(
        'provider_rejected',
        "The provider's response does not say whether the token is active. Check the introspection endpoint. (invalid_response)",
        { reason: 'invalid_response' }
      );
    }
    result = resultOf(body, settings.protocol.scopeSeparator);
    return Response.json({ active: body.active });
  };
  await session.run({ receive }, (configuration) =>
    client.tokenIntrospection(configuration, accessToken, { token_type_hint: 'access_token' })
  );
  return result;
};
