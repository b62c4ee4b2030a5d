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
import { withStandard } from '../../../server/src/protocol-settings';
import { providerPresets } from '../../../server/src/providers';

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

describe.each(providerPresets.map((preset) => [preset.id, preset] as const))('%s', (id, preset) => {
  const addresses = [
    ...Object.values(preset.endpoints),
    preset.discoveryUrl,
    preset.issuer,
    preset.documentationUrl,
    preset.consoleUrl?.replace(/#.*/, '') ?? null,
    ...preset.apiOrigins,
  ].filter((address): address is string => typeof address === 'string');

  test('has addresses that a production server may use', () => {
    for (const address of addresses) expect(() => assertUrlAllowed(address)).not.toThrow();
  });

  test('has API origins that are nothing but origins', () => {
    for (const origin of preset.apiOrigins) expect(new URL(origin).origin).toBe(origin);
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
    expect(preset.consoleUrl).toBeTruthy();
    expect(preset.documentationUrl).toBeTruthy();
    // An id_token can be verified, or none is asked for.
    if (preset.scopes.includes('openid')) expect(preset.issuer && jwksUri).toBeTruthy();
  });

  test('P10 requests everything that its provider requires for a refresh token', () => {
    const { scopes = [], authorizationParams = [] } = preset.refreshTokenNeeds ?? {};
    expect(preset.scopes).toEqual(expect.arrayContaining(scopes));
    expect(preset.authorizationParams).toEqual(expect.arrayContaining(authorizationParams));
  });

  test('gives the address of a consent page', async () => {
    if (id === 'custom') return;
    const none = {
      authorizationEndpoint: null,
      tokenEndpoint: null,
      refreshEndpoint: null,
      revocationEndpoint: null,
      introspectionEndpoint: null,
      userinfoEndpoint: null,
      jwksUri: null,
    };
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
