import { sendJson, type Handler } from '../network/http-server';

const URN = 'urn:ietf:params:oauth:';

/**
 * A token endpoint for RFC 8693: it knows one subject token, and refuses a form without its type
 * (§2.1), and an audience that it does not know (§2.2.2).
 */
export const exchangeEndpoint =
  (subjectToken: string, audiences: readonly string[]): Handler =>
  ({ form }, response) => {
    const refuse = (error: string) => sendJson(response, { error }, { status: 400 });
    if (form.get('grant_type') !== `${URN}grant-type:token-exchange`) {
      return refuse('unsupported_grant_type');
    }
    const isOfType = form.get('subject_token_type') === `${URN}token-type:access_token`;
    if (!isOfType || form.get('subject_token') !== subjectToken) return refuse('invalid_request');
    if (!form.getAll('audience').every((one) => audiences.includes(one))) {
      return refuse('invalid_target');
    }
    const type = form.get('requested_token_type') ?? `${URN}token-type:access_token`;
    const isBearer = /access_token|jwt$/.test(type);
    return sendJson(response, {
      access_token: 'exchanged',
      issued_token_type: type,
      token_type: isBearer ? 'Bearer' : 'N_A',
      expires_in: 300,
      refresh_token: 'not kept',
    });
  };
