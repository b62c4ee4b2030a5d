import { formatRequest, type FormRequest } from '../../../../server/src/oauth/wire/request-format';
import { REQUEST_FORMATS, type RequestFormat } from '../../../../server/src/protocol-settings';

const ENDPOINT = 'https://accounts.example.com/token';

const PARAMS: [string, string][] = [
  ['grant_type', 'authorization_code'],
  ['code', 'a b&c=d#e+f%20/ü'],
];

const requestWith = (changes: Partial<FormRequest> = {}): FormRequest => ({
  url: ENDPOINT,
  method: 'POST',
  headers: { accept: 'application/json', 'content-type': 'text/plain', 'x-version': '1' },
  params: PARAMS,
  ...changes,
});

const formatted = (format: RequestFormat, changes?: Partial<FormRequest>) => {
  const { url, init } = formatRequest(format, requestWith(changes));
  const { method, body } = init;
  return { url, method, body, headers: Object.fromEntries(new Headers(init.headers)) };
};

const OWN_HEADERS = { accept: 'application/json', 'x-version': '1' };

describe('a request as a form', () => {
  it('has its parameters in the body, and none in the address', () => {
    const { url, method, body, headers } = formatted('form');
    expect([url, method]).toEqual([ENDPOINT, 'POST']);
    expect([...new URLSearchParams(String(body))]).toEqual(PARAMS);
    expect(headers).toEqual({
      ...OWN_HEADERS,
      'content-type': 'application/x-www-form-urlencoded;charset=UTF-8',
    });
  });

  it('repeats a parameter that occurs twice (RFC 8707 §2)', () => {
    const params: [string, string][] = [
      ['resource', 'https://a.example'],
      ['resource', 'https://b.example'],
    ];
    expect([...new URLSearchParams(String(formatted('form', { params }).body))]).toEqual(params);
  });
});

describe('a request as JSON', () => {
  it('has its parameters in an object of texts, and none in the address', () => {
    const { url, method, body, headers } = formatted('json', {
      params: [...PARAMS, ['number', '1'], ['truth', 'true'], ['empty', '']],
    });
    expect([url, method]).toEqual([ENDPOINT, 'POST']);
    expect(JSON.parse(String(body))).toEqual({
      ...Object.fromEntries(PARAMS),
      number: '1',
      truth: 'true',
      empty: '',
    });
    expect(headers).toEqual({ ...OWN_HEADERS, 'content-type': 'application/json' });
  });

  it('has an array for a parameter that occurs more than once (RFC 8707 §2)', () => {
    const params: [string, string][] = [
      ['resource', 'https://a.example'],
      ['code', 'c'],
      ['resource', 'https://b.example'],
    ];
    expect(JSON.parse(String(formatted('json', { params }).body))).toEqual({
      resource: ['https://a.example', 'https://b.example'],
      code: 'c',
    });
  });

  it('sends a parameter with a name of the prototype like any other', () => {
    const params: [string, string][] = [
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ];
    expect(formatted('json', { params }).body).toBe('{"__proto__":"a","constructor":"b"}');
  });

  it('is an empty object without parameters', () => {
    expect(formatted('json', { params: [] }).body).toBe('{}');
  });
});

describe.each(['query', 'get'] as const)('a request with its parameters in a %s', (format) => {
  it('has neither body nor type', () => {
    const { body, headers } = formatted(format);
    expect(body).toBeUndefined();
    expect(headers).toEqual(OWN_HEADERS);
  });

  it('encodes them, so that none changes the address', () => {
    const { origin, pathname, searchParams, hash } = new URL(formatted(format).url);
    expect([`${origin}${pathname}`, hash]).toEqual([ENDPOINT, '']);
    expect([...searchParams]).toEqual(PARAMS);
  });

  it('keeps the query of the endpoint', () => {
    const { searchParams } = new URL(formatted(format, { url: `${ENDPOINT}?tenant=1` }).url);
    expect([...searchParams]).toEqual([['tenant', '1'], ...PARAMS]);
  });
});

it('is a POST with a query, and a GET with get', () => {
  expect(formatted('query').method).toBe('POST');
  expect(formatted('get').method).toBe('GET');
});

it('changes no headers of the caller', () => {
  const request = requestWith();
  for (const format of REQUEST_FORMATS) formatRequest(format, request);
  expect(request).toEqual(requestWith());
});
