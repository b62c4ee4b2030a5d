import * as client from 'openid-client';

import type { ProtocolSettings } from '../contracts';
import { ConnectedAppsError } from '../errors/connected-apps-error';
import { accountClaims, isSubject, subjectIn } from './account-claims';
import { mediaTypeOf, readJsonObject } from './parsed-body';
import { faultOf, type JsonObject } from './errors/provider-fault';
import type { Session } from './session';
import { authorize } from './wire/api-request';
import type { UserInfo, UserInfoInput } from './types';
import { accountIn } from './wire/response-members';

const NO_SUBJECT = 'urn:connected-app:no-subject';

/** If an id_token named the account, only `sub` may name it here (Core §5.3.2). */
const subjectOf = ({ sub, id }: JsonObject, expected: string | null): string | null =>
  subjectIn(expected === null ? { sub, id } : { sub });

interface Expected {
  /** The `sub` that an id_token named. */
  expected: string | null;
  accessToken: string;
  protocol: ProtocolSettings;
}

/** The name that the settings point at goes before the standard claims. */
const withOnlyName = (body: JsonObject, name: string): JsonObject => {
  const { email: _email, preferred_username: _username, login: _login, ...rest } = body;
  return { ...rest, name };
};

/** openid-client requires a `sub`, which plain OAuth 2.0 providers do not send. */
const receiveFor =
  ({ expected, accessToken, protocol }: Expected) =>
  async (response: Response): Promise<Response> => {
    const isSigned = response.ok && mediaTypeOf(response) === 'application/jwt';
    if (isSigned) return response;
    const body = await readJsonObject(response);
    if (!response.ok || body === null) throw faultOf(response, body);
    const { id, name } = accountIn(body, protocol, [accessToken]);
    const sub = (expected === null ? id : null) ?? subjectOf(body, expected) ?? NO_SUBJECT;
    return Response.json({ ...(name === null ? body : withOnlyName(body, name)), sub });
  };

const assertSubject = (actual: string, expected: string): void => {
  if (actual === expected) return;
  throw new ConnectedAppsError(
    'provider_rejected',
    "The provider's userinfo endpoint names a different account than its id_token, so nothing " +
      'was stored. Check the userinfo URI. (subject_mismatch)',
    { reason: 'subject_mismatch' }
  );
};

const toUserInfo = (claims: JsonObject, subject: string | null): UserInfo => ({
  subject,
  ...accountClaims(claims),
});

/**
 * OpenID Connect Core §5.3, with the token in the header that the provider's API wants. Signed responses are
 * verified. A response without a subject is not used if one is expected (Core §5.3.2).
 */
export const fetchUserInfo = async (
  session: Session,
  { accessToken, subject: expected }: UserInfoInput
): Promise<UserInfo | null> => {
  if (session.settings.endpoints.userinfoEndpoint === null) return null;
  const { protocol } = session.settings;
  const receive = receiveFor({ expected, accessToken, protocol });
  const prepareHeaders = (headers: Headers) => {
    // Nobody chose the library's own headers, so those that the API requires replace them.
    for (const { key } of protocol.apiHeaders) headers.delete(key);
    authorize(headers, accessToken, protocol);
  };
  const claims = await session.run({ receive, prepareHeaders }, (configuration) =>
    client.fetchUserInfo(configuration, accessToken, client.skipSubjectCheck)
  );
  const subject = claims.sub !== NO_SUBJECT && isSubject(claims.sub) ? claims.sub : null;
  if (expected === null) return toUserInfo(claims, subject);
  if (subject === null) return null;
  assertSubject(subject, expected);
  return toUserInfo(claims, subject);
};
