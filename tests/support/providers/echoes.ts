import { sendJson, type Handler, type SeenRequest } from '../network/http-server';

/** The contents of a request, in every form in which a careless provider might repeat them. */
const echoOf = (request: SeenRequest, extra: string): string => {
  const { authorization = '' } = request.headers;
  const basic = Buffer.from(authorization.replace(/^\S+ /, ''), 'base64').toString('utf8');
  const values = [...request.form.values(), ...request.form.keys()];
  return [
    request.body,
    ...values,
    ...values.map((value) => Buffer.from(value).toString('base64')),
    ...values.map(encodeURIComponent),
    authorization,
    basic,
    ...basic.split(':'),
    extra,
  ].join(' ');
};

const secretOf = ({ form, headers }: SeenRequest): string =>
  form.get('refresh_token') ??
  form.get('code') ??
  form.get('token') ??
  (headers.authorization ?? '').replace(/^\S+ /, '');

/**
 * Faults that repeat secrets. `issue` returns the regular token response, whose tokens are also
 * secrets.
 */
export const echoes = (
  issued: () => Record<string, unknown>
): [what: string, handler: Handler][] => {
  const echo = (request: SeenRequest) => echoOf(request, JSON.stringify(issued()));
  const json = (body: (request: SeenRequest) => unknown, status = 400): Handler => {
    return (request, response) => sendJson(response, body(request), { status });
  };
  const text = (status: number, type: string, wrap = (said: string) => said): Handler => {
    return (request, response) =>
      void response.writeHead(status, { 'content-type': type }).end(wrap(echo(request)));
  };
  return [
    ['500 with a page', text(500, 'text/html', (said) => `<html><pre>${said}</pre></html>`)],
    ['500 with JSON', json((r) => ({ error: 'server_error', error_description: echo(r) }), 500)],
    ['503', json((r) => ({ message: echo(r), error: echo(r) }), 503)],
    ['429', json((r) => ({ error: 'slow_down', error_description: echo(r) }), 429)],
    ['200 with a page', text(200, 'text/html')],
    ['200 with broken JSON', text(200, 'application/json', (said) => `{"access_token": "${said}`)],
    ['200 with a form', text(200, 'application/x-www-form-urlencoded', (s) => `error=${s}`)],
    [
      '200 with an error',
      json((r) => ({ error: 'x', error_description: echo(r), ...issued() }), 200),
    ],
    ['200 with nothing', json((r) => ({ message: echo(r) }), 200)],
    ['another kind of token', json(() => ({ ...issued(), token_type: 'mac' }), 200)],
    ['a scope that says it', json((r) => ({ access_token: '', scope: echo(r) }), 200)],
    ['invalid_client', json((r) => ({ error: 'invalid_client', error_description: echo(r) }), 401)],
    ['a secret as the error', json((r) => ({ error: secretOf(r) }))],
    ['a secret inside of the error', json((r) => ({ error: `bad.${secretOf(r)}`.slice(0, 64) }))],
    ['a nested error', json((r) => ({ error: { code: secretOf(r), message: echo(r) } }))],
    [
      'a challenge',
      (request, response) => {
        const challenge = `Bearer error="invalid_token", error_description="${secretOf(request)}"`;
        response.writeHead(401, { 'www-authenticate': challenge }).end(echo(request));
      },
    ],
    [
      'a redirect',
      (request, response) => {
        const location = `http://127.0.0.1:1/?${new URLSearchParams({ said: echo(request) })}`;
        response.writeHead(302, { location }).end();
      },
    ],
    ['a reset', (_request, response) => void response.destroy()],
    [
      'a reset in the body',
      (request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(`{"access_token":"${secretOf(request)}`, () => response.destroy());
      },
    ],
    ['invalid_grant', json((r) => ({ error: 'invalid_grant', error_description: echo(r) }))],
  ];
};
