import * as client from 'openid-client';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { accountClaims, isSubject, subjectIn } from './account-claims';
import { mediaTypeOf, readJsonObject } from './parsed-body';
import { faultOf, type JsonObject } from './errors/provider-fault';
import type { Session } from './session';
import type { UserInfo, UserInfoInput } from './types';

const NO_SUBJECT = 'urn:connected-app:no-subject';

/** If an id_token named the account, only `sub` may name it here (Core §5.3.2). */
const subjectOf = ({ sub, id }: JsonObject, expected: string | null): string | null =>
  subjectIn(expected === null ? { sub, id } : { sub });

/** openid-client requires a `sub`, which plain OAuth 2.0 providers do not send. */
const receiveFor =
  (expected: string | null) =>
  async (response: Response): Promise<Response> => {
    const isSigned = response.ok && mediaTypeOf(response) === 'application/jwt';
    if (isSigned) return response;
    const body = await readJsonObject(response);
    if (!response.ok || body === null) throw faultOf(response, body);
    return Response.json({ ...body, sub: subjectOf(body, expected) ?? NO_SUBJECT });
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
 * OpenID Connect Core §5.3, with the token in the header (RFC 6750 §2.1). Signed responses are
 * verified. A response without a subject is not used if one is expected (Core §5.3.2).
 */
export const fetchUserInfo = async (
  session: Session,
  { accessToken, subject: expected }: UserInfoInput
): Promise<UserInfo | null> => {
  if (session.settings.endpoints.userinfoEndpoint === null) return null;
  const receive = receiveFor(expected);
  const claims = await session.run({ receive }, (configuration) =>
    client.fetchUserInfo(configuration, accessToken, client.skipSubjectCheck)
  );
  const subject = claims.sub !== NO_SUBJECT && isSubject(claims.sub) ? claims.sub : null;
  if (expected === null) return toUserInfo(claims, subject);
  if (subject === null) return null;
  assertSubject(subject, expected);
  return toUserInfo(claims, subject);
};
