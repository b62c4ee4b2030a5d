import fc from 'fast-check';

import { forEachEndpoint } from '../../../server/src/endpoints';
import { anyText, nearly, printable } from './arbitraries';

const address = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom<unknown>(
      'https://provider.example.com/a',
      '',
      null,
      ' https://a.example '
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'https://169.254.169.254/latest',
      'https://0x7f000001/',
      'https://user@provider.example.com/',
      'javascript:alert(1)',
      'https://provider.example.com/\0',
      'https://provider.example.com/\ud800'
    ),
  },
  { weight: 1, arbitrary: anyText.map((text) => `https://provider.example.com/${text}`) }
);

const params = fc.array(nearly({ key: printable(12), value: fc.oneof(printable(20), anyText) }), {
  maxLength: 3,
});

const words = fc.oneof(fc.constantFrom('Demo Mail', 'Übersicht 2', '日本'), anyText);

/** The members of an app's body, each valid or nearly valid. */
export const appMembers: Record<string, fc.Arbitrary<unknown>> = {
  name: words,
  key: fc.oneof(fc.constantFrom('demo-mail', '', 'UPPER', 'a--b'), anyText),
  provider: fc.constantFrom('custom', 'google', 'constructor'),
  discoveryUrl: address,
  issuer: address,
  ...forEachEndpoint(() => address),
  clientId: fc.oneof(printable(40), anyText),
  clientSecret: fc.oneof(printable(40), anyText),
  clientAuthMethod: fc.constantFrom(
    'client_secret_basic',
    'client_secret_post',
    'none',
    'toString'
  ),
  scopes: fc.array(
    fc.oneof({ weight: 6, arbitrary: printable(12) }, { weight: 1, arbitrary: anyText }),
    {
      maxLength: 4,
    }
  ),
  authorizationParams: params,
  tokenParams: params,
  capabilities: nearly({
    authorizationResponseIssParameterSupported: fc.boolean(),
    codeChallengeMethodsSupported: fc.array(anyText, { maxLength: 3 }),
    idTokenSigningAlgValuesSupported: fc.array(anyText, { maxLength: 3 }),
    offlineAccessSupported: fc.boolean(),
  }),
  apiOrigins: fc.array(address, { maxLength: 3 }),
  enabled: fc.boolean(),
  defaultLifetimeSeconds: fc.oneof(fc.constant(null), fc.integer(), fc.double()),
  redirectUri: fc.constant('https://evil.example.com/callback'),
  javascriptOrigin: fc.constant('https://evil.example.com'),
  uid: fc.uuid(),
  configVersion: fc.nat(),
};
