import { http, HttpResponse, type DefaultBodyType } from 'msw';
import { setupServer } from 'msw/node';

import type { AppSummary, ErrorResponse, Health } from '../../../server/src/contracts';
import { HEALTHY, providers } from './fixtures';

const BASE = 'http://localhost:1337/connected-apps';

type Method = 'get' | 'post' | 'put' | 'delete';

/** A request as the tests inspect it. */
export interface SeenRequest {
  url: URL;
  body: unknown;
}

type Answer = (
  request: SeenRequest
) => DefaultBodyType | Response | Promise<DefaultBodyType | Response>;

/** Responds to one route of the plugin, and records the requests. */
export const route = (method: Method, path: string, answer: Answer) => {
  const seen: SeenRequest[] = [];
  server.use(
    http[method](`${BASE}${path}`, async ({ request }) => {
      const text = await request.text();
      const one = { url: new URL(request.url), body: text ? JSON.parse(text) : undefined };
      seen.push(one);
      const given = await answer(one);
      return given instanceof Response ? given : HttpResponse.json(given);
    })
  );
  return seen;
};

/** An error as Strapi words it. */
export const problem = (
  status: number,
  message: string,
  details: ErrorResponse['error']['details'] & { app?: string } = {}
) =>
  HttpResponse.json(
    { data: null, error: { status, name: 'ApplicationError', message, details } },
    { status }
  );

export const noResponse = () => HttpResponse.error();

export const listsApps = (data: AppSummary[], health: Health = HEALTHY) =>
  route('get', '/apps', () => ({ data, meta: { health } }));

export const server = setupServer(
  http.post(`${BASE}/apps/:key/preview`, () =>
    HttpResponse.json({ data: { endedConnections: 0 } })
  ),
  http.get(`${BASE}/providers`, () => HttpResponse.json({ data: providers() }))
);
