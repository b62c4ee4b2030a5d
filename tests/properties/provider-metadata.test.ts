import fc from 'fast-check';

import type { DiscoveredConfiguration } from '../../server/src/contracts';
import { parseAppInput } from '../../server/src/controllers/validation/app';
import { discover } from '../../server/src/oauth/discovery';
import { createGuardedFetch } from '../../server/src/oauth/http';
import { anyJson, anyText, nearly, printable } from '../support/properties/arbitraries';
import { formRules } from '../support/properties/form-rules';
import { asOwnError, ensure, holdsFor, isStorable } from '../support/properties/properties';

const { assertUrlAllowed } = createGuardedFetch({ allowLoopback: true, allowedRanges: [] });

const ISSUER = 'https://provider.example.com';

const endpoint = fc.oneof(
  {
    weight: 10,
    arbitrary: fc.constantFrom('/a', '/b?c=d', '/e%20f', '/😀').map((path) => ISSUER + path),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'http://provider.example.com/a',
      'https://user:password@provider.example.com/a',
      'https://provider.example.com/a#b',
      'https://10.0.0.1/a',
      'https://[::ffff:169.254.169.254]/a',
      'https://localhost/a',
      'https://provider.example.com./a',
      'javascript:alert(1)',
      'file:///etc/passwd',
      'data:text/html,x',
      '//provider.example.com/a',
      `${ISSUER}/${'a'.repeat(3_000)}`
    ),
  },
  { weight: 1, arbitrary: anyText }
);

const list = (item: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 4, arbitrary: fc.array(item, { maxLength: 5 }) },
    { weight: 1, arbitrary: fc.array(item, { minLength: 60, maxLength: 90 }) }
  );

const documents = nearly({
  issuer: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(ISSUER, `${ISSUER}/`) },
    { weight: 1, arbitrary: endpoint }
  ),
  authorization_endpoint: endpoint,
  token_endpoint: endpoint,
  revocation_endpoint: endpoint,
  introspection_endpoint: endpoint,
  userinfo_endpoint: endpoint,
  jwks_uri: endpoint,
  device_authorization_endpoint: endpoint,
  pushed_authorization_request_endpoint: endpoint,
  scopes_supported: list(fc.oneof(printable(20), anyText)),
  token_endpoint_auth_methods_supported: list(
    fc.constantFrom('client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt')
  ),
  grant_types_supported: list(fc.constantFrom('authorization_code', 'refresh_token')),
  code_challenge_methods_supported: list(fc.oneof(fc.constantFrom('S256', 'plain'), anyText)),
  id_token_signing_alg_values_supported: list(fc.oneof(fc.constantFrom('RS256', 'none'), anyText)),
  authorization_response_iss_parameter_supported: fc.boolean(),
});

interface Answer {
  status: number;
  body: string;
}

const answers: fc.Arbitrary<Answer> = fc.record({
  status: fc.oneof(
    { weight: 15, arbitrary: fc.constant(200) },
    { weight: 1, arbitrary: fc.constantFrom(204, 301, 302, 400, 401, 404, 410, 429, 500, 503) }
  ),
  body: fc.oneof(
    { weight: 12, arbitrary: documents.map((document) => JSON.stringify(document)) },
    { weight: 1, arbitrary: anyJson.map((value) => JSON.stringify(value)) },
    { weight: 1, arbitrary: anyText }
  ),
});

const fetchOf =
  ({ status, body }: Answer) =>
  async () =>
    new Response(status === 204 ? null : body, { status });

const isUsable = (address: string | null): boolean => {
  if (address === null) return true;
  const { protocol, username, password, hash } = new URL(address);
  return protocol === 'https:' && !username && !password && !hash;
};

const ensureUsable = (found: DiscoveredConfiguration) => {
  const { issuer, scopesSupported, clientAuthMethodsSupported, grantTypesSupported, ...rest } =
    found;
  const { capabilities, leftOut, clientKeyAlgorithmsSupported: _a, ...endpoints } = rest;
  ensure(
    leftOut.every(({ endpoint: name }) => endpoints[name] === null),
    'what is left out is there'
  );
  ensure(issuer === ISSUER || issuer === `${ISSUER}/`, `another issuer: ${issuer}`);
  ensure(Object.values(endpoints).every(isUsable), `an endpoint of ${JSON.stringify(endpoints)}`);
  const lists = [scopesSupported, clientAuthMethodsSupported, grantTypesSupported];
  ensure(isStorable([lists, capabilities, endpoints, leftOut]), 'what cannot be stored');
};

interface FieldErrors {
  details: { errors: { path: string[] }[] };
}

/** What discovery puts into the form can be saved, but for an address that the guard refuses. */
const ensureAccepted = ({ issuer, ...found }: DiscoveredConfiguration) => {
  const {
    scopesSupported: _s,
    clientAuthMethodsSupported: _m,
    clientKeyAlgorithmsSupported: _a,
    grantTypesSupported: _g,
    ...rest
  } = found;
  try {
    parseAppInput({ data: { name: 'Demo', discoveryUrl: ISSUER, issuer, ...rest } }, formRules);
  } catch (error) {
    const paths = (error as FieldErrors).details.errors.map(({ path }) => path.join('.'));
    const { capabilities: _c, leftOut: _l, ...endpoints } = rest;
    const isRefused = paths.every((path) => Object.keys(endpoints).includes(path));
    ensure(isRefused, `the form does not take ${paths.join()} of a discovery`);
  }
};

const urlParts = fc.oneof(
  anyText,
  fc.constantFrom(
    'https://',
    'http://',
    'provider.example.com',
    '/',
    '/.well-known/',
    ':443',
    '@',
    '#',
    '?a=b'
  ),
  fc.constantFrom('openid-configuration', 'oauth-authorization-server', '127.0.0.1', '[::1]', '..')
);
const addresses = fc.oneof(
  fc.array(urlParts, { maxLength: 6 }).map((parts) => parts.join('')),
  fc
    .array(urlParts, { maxLength: 4 })
    .map((parts) => `https://provider.example.com/${parts.join('')}`)
);

describe('no provider breaks a discovery', () => {
  holdsFor('the metadata of a provider', answers, async (answer) => {
    const found = await discover(ISSUER, { fetch: fetchOf(answer), assertUrlAllowed }).catch(
      (error: unknown) => {
        asOwnError(error);
        return null;
      }
    );
    if (!found) return;
    ensureUsable(found);
    ensureAccepted(found);
  });

  holdsFor('the address of a discovery', addresses, async (address) => {
    const asked: URL[] = [];
    const fetch = async (url: string | URL) => {
      asked.push(new URL(url));
      return new Response('', { status: 404 });
    };
    await discover(address, { fetch, assertUrlAllowed }).then(
      () => ensure(false, 'a configuration out of nothing'),
      (error: unknown) => asOwnError(error)
    );
    const isAsked = ({ protocol, host }: URL) => {
      const isLocal = /^(?:.+\.)?localhost(?::\d+)?$|^127\.|^\[::1\]/.test(host);
      return host === new URL(address.trim()).host && (protocol === 'https:' || isLocal);
    };
    ensure(asked.length <= 3 && asked.every(isAsked), `asked ${asked.join(' ')}`);
  });
});
