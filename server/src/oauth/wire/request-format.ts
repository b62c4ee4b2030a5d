import type { RequestFormat } from '../../protocol-settings';

/** A request that openid-client prepared. */
export interface FormRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  params: [string, string][];
}

export interface FormattedRequest {
  url: string;
  init: RequestInit;
}

const FORM_TYPE = 'application/x-www-form-urlencoded;charset=UTF-8';

/** A parameter that occurs more than once (RFC 8707 §2) becomes an array. */
const asObject = (params: readonly [string, string][]): Record<string, string | string[]> => {
  const names = [...new Set(params.map(([name]) => name))];
  const valuesOf = (name: string) =>
    params.filter(([other]) => other === name).map(([, value]) => value);
  return Object.fromEntries(
    names.map((name) => {
      const values = valuesOf(name);
      return [name, values.length === 1 ? String(values[0]) : values];
    })
  );
};

const inAddress = (url: string, params: readonly [string, string][]): string => {
  const address = new URL(url);
  for (const [name, value] of params) address.searchParams.append(name, value);
  return address.href;
};

const withType = (headers: Record<string, string>, type: string | null): Headers => {
  const sent = new Headers(headers);
  sent.delete('content-type');
  if (type !== null) sent.set('content-type', type);
  return sent;
};

const FORMATS: Record<RequestFormat, (request: FormRequest) => FormattedRequest> = {
  form: ({ url, method, headers, params }) => ({
    url,
    init: {
      method,
      headers: withType(headers, FORM_TYPE),
      body: new URLSearchParams(params).toString(),
    },
  }),
  json: ({ url, method, headers, params }) => ({
    url,
    init: {
      method,
      headers: withType(headers, 'application/json'),
      body: JSON.stringify(asObject(params)),
    },
  }),
  query: ({ url, method, headers, params }) => ({
    url: inAddress(url, params),
    init: { method, headers: withType(headers, null) },
  }),
  get: ({ url, headers, params }) => ({
    url: inAddress(url, params),
    init: { method: 'GET', headers: withType(headers, null) },
  }),
};

/** Puts the parameters where the provider expects them. */
export const formatRequest = (format: RequestFormat, request: FormRequest): FormattedRequest =>
  FORMATS[format](request);
