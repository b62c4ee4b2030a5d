import { readdirSync } from 'node:fs';
import path from 'node:path';

import { CLIENT_AUTH_METHODS } from '../../../server/src/oauth/client-auth-methods';
import { createOAuthClient } from '../../../server/src/oauth/client';
import { createGuardedFetch } from '../../../server/src/oauth/http';
import { newCodeVerifier, newState } from '../../../server/src/oauth/random';
import {
  RESERVED_AUTHORIZATION_PARAMS,
  RESERVED_TOKEN_PARAMS,
} from '../../../server/src/oauth/reserved-params';
import type { ProviderPreset } from '../../../server/src/contracts';
import { parseAppInput } from '../../../server/src/controllers/validation/app';
import { withStandard } from '../../../server/src/protocol-settings';
import { assertIdTokensAreChecked } from '../../../server/src/services/apps/app-edit';
import { assertVariables } from '../../../server/src/services/apps/variable-rules';
import { alternativesOf, filledIn, originVariableOf } from '../../../server/src/variables';
import { formRules } from '../../support/properties/form-rules';
import { providerPresets } from '../../../server/src/providers';
import { forEachEndpoint } from '../../../server/src/endpoints';

const { fetch, assertUrlAllowed, stop } = createGuardedFetch({
  allowLoopback: false,
  allowedRanges: [],
});

afterAll(stop);

test('the presets have unique ids, one of them for unknown providers', () => {
  const ids = providerPresets.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('custom');
});

test('the presets have one file each, named after the id', () => {
  const folder = path.resolve(__dirname, '../../../server/src/providers');
  const names = readdirSync(folder).map((file) => path.basename(file, '.ts'));
  const presets = names.filter((name) => !['index', 'preset'].includes(name));
  expect(providerPresets.map(({ id }) => id).sort()).toEqual(presets.sort());
});

/** With the example of each variable, or else with a value that its pattern allows. */
const filledFor =
  ({ variables }: ProviderPreset) =>
  (address: string): string => {
    const first = originVariableOf(address);
    const values = variables.map(({ name, example, pattern }): [string, string] => {
      const [allowed = ''] = alternativesOf(pattern);
      const value = example || allowed.replaceAll('*', 'acme');
      return [name, name === first ? `https://${value}` : value];
    });
    return filledIn(address, Object.fromEntries(values));
  };

describe.each(providerPresets.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  const filled = filledFor(preset);
  const addresses = [
    ...Object.values(preset.endpoints),
    preset.discoveryUrl,
    preset.issuer,
    preset.documentationUrl,
    preset.consoleUrl?.replace(/#.*/, '') ?? null,
    ...preset.apiOrigins,
  ]
    .filter((address): address is string => typeof address === 'string')
    .map(filled);

  test('has addresses that a production server may use', () => {
    for (const address of addresses) expect(() => assertUrlAllowed(address)).not.toThrow();
  });

  test('has API origins that are nothing but origins', () => {
    for (const origin of preset.apiOrigins.map(filled)) expect(new URL(origin).origin).toBe(origin);
  });

  test('says where its values come from, and when they were compared', () => {
    if (id === 'custom') return;
    expect(preset.sources.length).toBeGreaterThan(0);
    for (const page of preset.sources)
      expect(() => assertUrlAllowed(page.split('#')[0] ?? '')).not.toThrow();
    expect(preset.checkedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  test('has hints and scopes in whole sentences or phrases', () => {
    for (const text of [...preset.hints.map((hint) => hint.text), ...preset.openQuestions]) {
      expect(text).toMatch(/^[^\s].*[.?!]$/s);
    }
    for (const { scope, description } of preset.usefulScopes) {
      expect(scope).toMatch(/^[\x21-\x7e]+$/);
      expect(description).toMatch(/^[A-Z].*[^.\s]$/s);
    }
  });

  test('is accepted as a new app, with its variables', () => {
    const variables = preset.variables.map((variable) =>
      variable.source === 'app' ? { ...variable, from: variable.example } : variable
    );
    const { name, provider, ...rest } = { ...preset, name: preset.name, provider: id };
    const data = { ...rest, ...preset.endpoints, name, provider, variables };
    const app = parseAppInput({ data }, formRules);
    const check = () =>
      assertVariables(
        {
          ...app,
          protocol: withStandard(app.protocol ?? null),
          variables: app.variables ?? [],
        },
        assertUrlAllowed
      );
    expect(check).not.toThrow();
    expect(() => assertIdTokensAreChecked(app)).not.toThrow();
  });

  test('sets no protocol parameter', () => {
    for (const { key } of preset.authorizationParams) {
      expect(RESERVED_AUTHORIZATION_PARAMS).not.toContain(key);
    }
    for (const { key } of preset.tokenParams) expect(RESERVED_TOKEN_PARAMS).not.toContain(key);
  });

  test('knows how and where to authenticate, or leaves it to the admin', () => {
    const { authorizationEndpoint, tokenEndpoint, jwksUri } = preset.endpoints;
    expect(CLIENT_AUTH_METHODS).toContain(preset.clientAuthMethod);
    if (id === 'custom') return;
    expect(authorizationEndpoint).toBeTruthy();
    expect(tokenEndpoint).toBeTruthy();
    // Where the console has another address for each customer, a hint says where to go.
    const isToldWhere = preset.hints.some(({ field }) => /^client|redirectUri/.test(field));
    expect(preset.consoleUrl !== null || isToldWhere).toBe(true);
    expect(preset.documentationUrl).toBeTruthy();
    // An id_token can be verified, or none is asked for.
    const isVerified = withStandard(preset.protocol).idTokens === 'verified';
    if (preset.scopes.includes('openid') && isVerified)
      expect(preset.issuer && jwksUri).toBeTruthy();
  });

  test('P10 requests everything that its provider requires for a refresh token', () => {
    const { scopes = [], authorizationParams = [] } = preset.refreshTokenNeeds ?? {};
    expect(preset.scopes).toEqual(expect.arrayContaining(scopes));
    expect(preset.authorizationParams).toEqual(expect.arrayContaining(authorizationParams));
  });

  test('gives the address of a consent page', async () => {
    if (id === 'custom') return;
    const none = forEachEndpoint(() => null);
    const client = createOAuthClient(
      {
        ...preset,
        protocol: withStandard(preset.protocol),
        keptPlaces: [],
        appKey: id,
        clientId: 'client',
        clientSecret: 'secret',
        endpoints: { ...none, ...preset.endpoints },
        defaultLifetimeSeconds: null,
        capabilities: {
          authorizationResponseIssParameterSupported: false,
          codeChallengeMethodsSupported: [],
          idTokenSigningAlgValuesSupported: [],
        },
      },
      { fetch, now: Date.now }
    );
    const url = await client.buildAuthorizationUrl({
      redirectUri: 'https://cms.example.com/api/connected-apps/callback/x',
      scopes: preset.scopes,
      state: newState(),
      codeVerifier: newCodeVerifier(),
    });
    for (const { key, value } of preset.authorizationParams) {
      expect(url.searchParams.get(key)).toBe(value);
    }
  });
});
