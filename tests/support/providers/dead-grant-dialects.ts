/** How a provider reports an ended grant: status, body (text, or an object for JSON), type. */
export interface Dialect {
  name: string;
  status: number;
  body: string | object;
  contentType?: string;
}

const json = (name: string, status: number, body: object): Dialect => ({ name, status, body });

const text = (name: string, status: number, body: string, contentType = 'text/plain'): Dialect => ({
  name,
  status,
  body,
  contentType,
});

const HTML = '<!doctype html><title>Error</title><h1>Session expired</h1>';

/** Errors that real providers return. */
const SEEN: Dialect[] = [
  text('400 without a body', 400, ''),
  json('400 with a status in capitals', 400, { status: 'BAD_REFRESH_TOKEN' }),
  json('403 unauthorized_client', 403, {
    error: 'unauthorized_client',
    error_description: 'refresh_token is invalid',
  }),
  json('400 invalid_request', 400, { error: 'invalid_request' }),
  json('200 with invalid_code', 200, { error: 'invalid_code' }),
  json('200 with ok: false', 200, { ok: false, error: 'account_inactive' }),
  text('500 for this token only', 500, ''),
];

/** Invented variants that other providers may return. */
const INVENTED: Dialect[] = [
  text('400 with HTML', 400, HTML, 'text/html'),
  text('400 with a sentence', 400, 'The refresh token has expired.'),
  text('401 without a body', 401, ''),
  text('401 with HTML', 401, HTML, 'text/html'),
  json('401 with a nested error', 401, { error: { code: 190, type: 'OAuthException' } }),
  json('403 with a message', 403, { message: 'User has been deactivated' }),
  text('403 with a sentence', 403, 'Forbidden'),
  text('404 without a body', 404, ''),
  json('404 with a code', 404, { code: 'grant_not_found', message: 'No such grant' }),
  json('410 with a list of errors', 410, { errors: [{ title: 'Gone', detail: 'revoked' }] }),
  text('410 without a body', 410, ''),
  json('422 with fields', 422, { errors: { refresh_token: ['is invalid'] } }),
  json('500 with JSON', 500, { message: 'Cannot read property of undefined' }),
  text('500 with HTML', 500, HTML, 'text/html'),
  json('200 with a nested error', 200, { error: { status: 'UNAUTHENTICATED', message: 'no' } }),
  json('200 without a token', 200, { success: false, message: 'Please sign in again' }),
];

export const DIALECTS: readonly Dialect[] = [...SEEN, ...INVENTED];
