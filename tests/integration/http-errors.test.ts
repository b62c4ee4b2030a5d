import type { Context } from 'koa';

import { ConnectedAppsError, ERROR_CODES } from '../../server/src/errors/connected-apps-error';
import { isConnectedAppsError, toHttpError } from '../../server/src/index';
import { bootStrapi, type BootedStrapi } from '../support/strapi/strapi';

let booted: BootedStrapi;
/** What the route throws next. */
let thrown: unknown;

/** As a controller does it. */
const respond = async (_ctx: Context) => {
  try {
    throw thrown;
  } catch (error) {
    throw toHttpError(error);
  }
};

beforeAll(async () => {
  Object.assign(globalThis, { otherPlugin: { respond } });
  booted = await bootStrapi({ hasOtherPlugin: true });
}, 60_000);

afterAll(() => booted?.stop());

const responseTo = async (error: unknown) => {
  thrown = error;
  const response = await fetch(`${booted.url}/api/other-plugin/respond`);
  return { status: response.status, body: (await response.json()) as { error: unknown } };
};

describe('a route of the content API that throws the result of toHttpError', () => {
  it('T08 gives every code its own status, never 500 or 401', async () => {
    const statuses: number[] = [];
    for (const code of ERROR_CODES) {
      const message = `What happened with ${code}, and what to do.`;
      const { status, body } = await responseTo(
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
    const { body } = await responseTo(
      new ConnectedAppsError('not_connected', 'Not connected.', {
        owner: { kind: 'admin', id: 'owner-of-the-connection' },
        cause: new Error('inner-cause'),
      })
    );
    expect(JSON.stringify(body)).not.toMatch(/owner-of-the-connection|inner-cause/);
  });

  it('T08 treats any other error as Strapi does', async () => {
    jest.spyOn(booted.strapi.log, 'error').mockImplementation(() => booted.strapi.log);
    const { status, body } = await responseTo(new Error('secret words'));
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
