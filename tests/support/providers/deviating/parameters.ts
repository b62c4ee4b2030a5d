import type { SeenRequest } from '../../network/http-server';
import { demand, demandForm, demandOnce, Refusal } from '../authorization-server/checks';
import type { OwnNames, RequestStyle } from './habits';

const demandMethod = ({ method }: SeenRequest, wanted: string): void =>
  demand(method === wanted, 'method_not_allowed', {
    status: 405,
    violation: `${method} instead of ${wanted}`,
  });

const demandType = (isMet: boolean, violation: string): void =>
  demand(isMet, 'unsupported_media_type', { status: 415, violation });

const queryOf = ({ path }: SeenRequest): URLSearchParams =>
  new URLSearchParams(path.split('?')[1] ?? '');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal('invalid_request', { violation: 'the body is not JSON' });
  }
};

const fromForm = (request: SeenRequest): URLSearchParams => {
  demandMethod(request, 'POST');
  demandForm(request);
  return request.form;
};

const fromJson = (request: SeenRequest): URLSearchParams => {
  demandMethod(request, 'POST');
  demandType(request.headers['content-type'] === 'application/json', 'the type is not JSON');
  const body = parsed(request.body);
  const members = isObject(body) ? Object.entries(body) : [];
  const texts = members.filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  const isProper = texts.length > 0 && texts.length === members.length;
  demand(isProper, 'invalid_request', { violation: 'the body is not an object of texts' });
  demand(queryOf(request).size === 0, 'invalid_request', { violation: 'parameters in the URI' });
  return new URLSearchParams(texts);
};

const fromQuery =
  (method: string) =>
  (request: SeenRequest): URLSearchParams => {
    demandMethod(request, method);
    const isBare = request.body === '' && request.headers['content-type'] === undefined;
    demandType(isBare, 'the request has a body');
    return queryOf(request);
  };

const READERS: Record<RequestStyle, (request: SeenRequest) => URLSearchParams> = {
  form: fromForm,
  json: fromJson,
  'POST with a query': fromQuery('POST'),
  GET: fromQuery('GET'),
};

/** The parameters of a request that arrives as it should, under the provider's names. */
export const parametersOf = (style: RequestStyle, request: SeenRequest): URLSearchParams =>
  READERS[style](request);

/**
 * The parameters under their standard names. The provider knows these and no others, and each by
 * its own name only.
 */
export const underStandardNames = (
  params: URLSearchParams,
  ownNames: OwnNames,
  known: readonly string[]
): URLSearchParams => {
  demandOnce(params);
  const standardNames = new Map(known.map((name) => [ownNames[name] ?? name, name]));
  const unknown = [...params.keys()].find((name) => !standardNames.has(name));
  demand(unknown === undefined, 'invalid_request', { violation: `${unknown} is unknown here` });
  return new URLSearchParams(
    [...params].map(([name, value]): [string, string] => [standardNames.get(name) ?? name, value])
  );
};
