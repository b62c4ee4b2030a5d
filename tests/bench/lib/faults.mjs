// @ts-check
/** The possible faults of a token endpoint. */

/**
 * @typedef {import('node:http').IncomingMessage} Request
 * @typedef {import('node:http').ServerResponse} Response
 * @typedef {(request: Request, response: Response) => unknown} Answer
 * @typedef {object} Fault
 * @property {Answer} [beforeResponse] the refresh token is not spent
 * @property {Answer} [insteadOfResponse] the refresh token is spent, and the response is lost
 * @property {number} [delayMs] the delay of a good response
 */

const send =
  (
    /** @type {number} */ status,
    /** @type {string} */ type,
    /** @type {string} */ body,
    headers = {}
  ) =>
  (/** @type {Request} */ _request, /** @type {Response} */ response) =>
    response.writeHead(status, { 'content-type': type, ...headers }).end(body);

const reset = (/** @type {Request} */ request) => request.socket.resetAndDestroy();

/** @satisfies {Record<string, Fault>} */
const FAULTS = {
  resetBefore: { beforeResponse: reset },
  serverError: { beforeResponse: send(500, 'application/json', '{"error":"server_error"}') },
  badGateway: { beforeResponse: send(502, 'text/html', '<html><h1>Bad gateway</h1></html>') },
  tooMany: {
    beforeResponse: send(429, 'application/json', '{"error":"slow_down"}', { 'retry-after': '1' }),
  },
  unavailable: {
    beforeResponse: (_request, response) => {
      const inOneSecond = new Date(Date.now() + 1_000).toUTCString();
      response.writeHead(503, { 'retry-after': inOneSecond }).end();
    },
  },
  truncated: { beforeResponse: send(200, 'application/json', '{"access_token":"at~nobo') },
  empty: { beforeResponse: send(200, 'application/json', '') },
  lostResponse: { insteadOfResponse: reset },
  slow: { delayMs: 3_000 },
};

/**
 * By fault: how many of a hundred requests get it.
 *
 * @typedef {{ [Name in keyof typeof FAULTS]?: number }} FaultShares
 */

/**
 * @param {FaultShares} shares
 * @returns {Fault | null}
 */
export function chooseFault(shares) {
  let point = Math.random() * 100;
  for (const [name, share] of Object.entries(shares)) {
    point -= share ?? 0;
    if (point < 0) return FAULTS[/** @type {keyof typeof FAULTS} */ (name)];
  }
  return null;
}
