import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';

import type { Context } from 'koa';

import { ConnectedAppsError, ERROR_CODES } from '../../server/src/errors/connected-apps-error';
import type * as Entry from '../../server/src/index';
import { bootStrapi, type BootedStrapi } from '../support/strapi/strapi';

const ROOT = path.resolve(__dirname, '../..');
const ENTRY = 'strapi-plugin-connected-apps/strapi-server';

/** Imported as in an app that has no other package of ours or of Strapi. */
const { toHttpError, isConnectedAppsError } = jest.requireActual<typeof Entry>(
  '../../dist/server/index.js'
);

let booted: BootedStrapi;
/** What the route throws next. */
let thrown: unknown;

/** As a controller does it. */
const answer = async (_ctx: Context) => {
  try {
    throw thrown;
  } catch (error) {
    throw toHttpError(error);
  }
};

beforeAll(async () => {
  Object.assign(globalThis, { otherPlugin: { answer } });
  booted = await bootStrapi({ hasOtherPlugin: true });
}, 60_000);

afterAll(() => booted?.stop());

const answerTo = async (error: unknown) => {
  thrown = error;
  const response = await fetch(`${booted.url}/api/other-plugin/answer`);
  return { status: response.status, body: (await response.json()) as { error: unknown } };
};

describe('a route of the content API that throws the result of toHttpError', () => {
  it('T08 answers every code with its own status, never 500 or 401', async () => {
    const statuses: number[] = [];
    for (const code of ERROR_CODES) {
      const message = `What happened with ${code}, and what to do.`;
      const { status, body } = await answerTo(
        new ConnectedAppsError(code, message, { app: 'mail', reason: 'why', retryAfterSeconds: 7 })
      );
      expect(body).toEqual({
        data: null,
        error: {
          status,
          name: 'ConnectedAppsError',
          message,
          details: { code, app: 'mail', reason: 'why', retryAfterSeconds: 7 },
        },
      });
      statuses.push(status);
    }
    expect(statuses.filter((status) => [401, 500].includes(status) || status < 400)).toEqual([]);
    expect(statuses[ERROR_CODES.indexOf('provider_unavailable')]).toBe(503);
    expect(statuses[ERROR_CODES.indexOf('needs_reconnect')]).toBe(409);
  });

  it('T08 reveals neither the owner nor the cause', async () => {
    const { body } = await answerTo(
      new ConnectedAppsError('not_connected', 'Not connected.', {
        owner: { kind: 'admin', id: 'owner-of-the-connection' },
        cause: new Error('inner-cause'),
      })
    );
    expect(JSON.stringify(body)).not.toMatch(/owner-of-the-connection|inner-cause/);
  });

  it('T08 answers any other error as Strapi does', async () => {
    jest.spyOn(booted.strapi.log, 'error').mockImplementation(() => booted.strapi.log);
    const { status, body } = await answerTo(new Error('secret words'));
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('secret words');
    expect(toHttpError('a text')).toBe('a text');
  });

  it('T08 returns an error that is an HTTP error already as it is', () => {
    const once = toHttpError(new ConnectedAppsError('app_disabled', 'Off.'));
    expect(toHttpError(once)).toBe(once);
    expect(isConnectedAppsError(once)).toBe(false);
  });
});

describe('the package', () => {
  const run = promisify(execFile);

  /** A separate process, whose modules do not share the running plugin's classes. */
  const printedBy = async (type: 'module' | 'commonjs', importing: string) => {
    const script = `${importing}
      const error = Object.assign(new Error('Connect again.'), {
        name: 'ConnectedAppsError', code: 'needs_reconnect',
      });
      const { status, details } = toHttpError(error);
      console.log(JSON.stringify([isConnectedAppsError(error), status, details.code]));`;
    const args = [`--input-type=${type}`, '--eval', script];
    return JSON.parse((await run(process.execPath, args, { cwd: ROOT })).stdout) as unknown;
  };

  it.each([
    ['module', `import { isConnectedAppsError, toHttpError } from '${ENTRY}';`],
    ['commonjs', `const { isConnectedAppsError, toHttpError } = require('${ENTRY}');`],
  ] as const)('T08 exports both functions to a %s', async (type, importing) => {
    expect(await printedBy(type, importing)).toEqual([true, 409, 'needs_reconnect']);
  });
});
