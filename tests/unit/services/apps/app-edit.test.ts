import { DESTINATION_NAMES, DESTINATIONS } from '../../../../server/src/destinations';
import {
  assertIdTokensAreChecked,
  assertMayChange,
  assertSecretStays,
  dropsUnusedSecret,
  editOf,
  SYSTEM_EDITOR,
} from '../../../../server/src/services/apps/app-edit';
import { forEachEndpoint } from '../../../../server/src/endpoints';
import { STANDARD_PROTOCOL } from '../../../../server/src/protocol-settings';
import type { App } from '../../../../server/src/store/apps';
import { aVariable } from '../../../support/strapi/app-fields';

const GENUINE = 'https://accounts.example.com';
const EVIL = 'https://evil.example.net/';

const APP = {
  key: 'mail',
  name: 'Mail',
  ...forEachEndpoint(() => null),
  discoveryUrl: `${GENUINE}/.well-known/openid-configuration`,
  issuer: GENUINE,
  authorizationEndpoint: `${GENUINE}/authorize`,
  tokenEndpoint: `${GENUINE}/token`,
  jwksUri: `${GENUINE}/jwks`,
  revocationEndpoint: `${GENUINE}/revoke`,
  pushedAuthorizationRequestEndpoint: `${GENUINE}/par`,
  introspectionEndpoint: `${GENUINE}/introspect`,
  userinfoEndpoint: `${GENUINE}/userinfo`,
  clientId: 'client',
  clientAuthMethod: 'client_secret_basic',
  capabilities: {
    authorizationResponseIssParameterSupported: true,
    codeChallengeMethodsSupported: ['S256'],
    idTokenSigningAlgValuesSupported: ['RS256'],
  },
  apiOrigins: [GENUINE],
  protocol: STANDARD_PROTOCOL,
  variables: [],
  scopes: ['openid', 'mail.read'],
  hasClientSecret: true,
  destinationsCheck: 'intact',
} as unknown as App;

const ANOTHER = {
  clientId: 'another',
  clientAuthMethod: 'none',
  capabilities: { ...APP.capabilities, authorizationResponseIssParameterSupported: false },
  apiOrigins: [GENUINE, EVIL],
  protocol: { pkce: 'none' },
  variables: [aVariable()],
} as const;

const changeOf = (name: (typeof DESTINATION_NAMES)[number]) => ({
  [name]: name in ANOTHER ? ANOTHER[name as keyof typeof ANOTHER] : EVIL,
});

const problemOf = (run: () => void) => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
};

describe('an edit of an app', () => {
  it('ends the connections if a value becomes part of an address, for which it was not checked', () => {
    const app = { ...APP, variables: [aVariable({ name: 'account' })] };
    const apiOrigins = [GENUINE, 'https://{account}.api.example.com'];
    expect(editOf(app, { apiOrigins }).endsGrants).toBe(true);
    expect(editOf(app, { apiOrigins: [GENUINE, 'https://api.example.com'] }).endsGrants).toBe(
      false
    );
  });

  it('changes no destination if every field is sent as it is', () => {
    expect(editOf(APP, { ...JSON.parse(JSON.stringify(APP)), name: 'Another name' })).toMatchObject(
      {
        changedFields: ['name'],
        destinations: [],
        endsGrants: false,
        endsFlows: false,
      }
    );
  });

  it.each(DESTINATION_NAMES)('S01 of %s is an edit of a destination', (name) => {
    const edit = editOf(APP, changeOf(name));
    expect(edit.destinations).toEqual([name]);
    const role = DESTINATIONS[name];
    expect(edit.endsGrants).toBe(role === 'vouches' || role === 'receives');
    expect(edit.endsFlows).toBe(role !== 'points');
  });

  it('S02 ends the grants for an address that is known as another destination', () => {
    const app = { ...APP, introspectionEndpoint: `${EVIL}introspect` };
    expect(editOf(app, { tokenEndpoint: `${EVIL}token` }).endsGrants).toBe(true);
  });

  it('S02 ends the grants for a new path on the same origin', () => {
    expect(editOf(APP, { tokenEndpoint: `${GENUINE}/tenants/mallory/token` }).endsGrants).toBe(
      true
    );
  });

  it.each([
    'revocationEndpoint',
    'introspectionEndpoint',
    'userinfoEndpoint',
    'pushedAuthorizationRequestEndpoint',
  ] as const)('ends no grant if %s is removed, because nothing goes anywhere new', (name) => {
    const edit = editOf(APP, { [name]: null });
    expect(edit).toMatchObject({ destinations: [name], endsGrants: false, endsFlows: false });
  });

  it('S07 ends the grants if the keys that verify identities are removed', () => {
    expect(editOf(APP, { jwksUri: null }).endsGrants).toBe(true);
  });
});

describe('an edit of how tokens are obtained', () => {
  const edit = editOf(APP, { protocol: { grantType: 'client_credentials' } });

  it('ends the grants, because nobody consented to the new one', () => {
    expect(edit).toMatchObject({ destinations: ['protocol'], endsGrants: true, endsFlows: true });
    expect(editOf(APP, { protocol: { pkce: 'none' } }).endsGrants).toBe(false);
  });

  it('ends the grants too if an assertion names another subject or audience', () => {
    const assertionSubject = 'ada@example.com';
    expect(editOf(APP, { protocol: { assertionSubject } }).endsGrants).toBe(true);
    const assertionAudience = GENUINE;
    expect(editOf(APP, { protocol: { assertionAudience } }).endsGrants).toBe(true);
  });

  it('does not ask for the client secret again, because nobody else gets it', () => {
    expect(problemOf(() => assertSecretStays(APP, edit, {}))).toBeNull();
  });
});

describe('a person who edits an app', () => {
  it('S01 may not change a destination without the permission, and reads which ones', () => {
    const editor = { ...SYSTEM_EDITOR, mayChangeDestinations: false };
    expect(problemOf(() => assertMayChange(['issuer', 'apiOrigins'], editor))).toMatchObject({
      status: 403,
      details: { errors: [{ path: ['issuer'] }, { path: ['apiOrigins'] }] },
    });
    expect(problemOf(() => assertMayChange([], editor))).toBeNull();
    expect(problemOf(() => assertMayChange(['issuer'], SYSTEM_EDITOR))).toBeNull();
  });

  it('S02 must enter the secret again whenever somebody else would get it', () => {
    const edit = editOf(APP, { userinfoEndpoint: EVIL });
    expect(problemOf(() => assertSecretStays(APP, edit, {}))).toMatchObject({
      status: 400,
      details: { errors: [{ path: ['clientSecret'] }] },
    });
    expect(
      problemOf(() => assertSecretStays(APP, edit, { clientSecret: 'typed again' }))
    ).toBeNull();
    const withKey = { ...APP, hasClientSecret: false, hasAssertionKey: true };
    expect(problemOf(() => assertSecretStays(withKey, edit, {}))).toMatchObject({
      details: { errors: [{ path: ['assertionKey'] }] },
    });
    expect(
      problemOf(() => assertSecretStays(withKey, edit, { assertionKey: 'pasted' }))
    ).toBeNull();
    const withoutSecret = { ...APP, hasClientSecret: false };
    expect(problemOf(() => assertSecretStays(withoutSecret, edit, {}))).toBeNull();
    const other = editOf(APP, { apiOrigins: [] });
    expect(problemOf(() => assertSecretStays(APP, other, {}))).toBeNull();
  });

  it.each(['none', 'private_key_jwt'] as const)(
    'S02 loses a stored secret instead if the app authenticates by %s, without it',
    (clientAuthMethod) => {
      const app = { ...APP, clientAuthMethod };
      const edit = editOf(app, { tokenEndpoint: EVIL });
      expect(problemOf(() => assertSecretStays(app, edit, {}))).toBeNull();
      expect(dropsUnusedSecret(edit)).toBe(true);
      expect(dropsUnusedSecret(editOf(app, { apiOrigins: [] }))).toBe(false);
      expect(dropsUnusedSecret(editOf(APP, { tokenEndpoint: EVIL }))).toBe(false);
    }
  );

  it.each(['issuer', 'jwksUri'] as const)('S07 cannot request openid without %s', (name) => {
    expect(problemOf(() => assertIdTokensAreChecked({ ...APP, [name]: null }))).toMatchObject({
      status: 400,
      details: { errors: [{ path: [name] }] },
    });
    expect(problemOf(() => assertIdTokensAreChecked(APP))).toBeNull();
    const plainOAuth = { ...APP, [name]: null, scopes: ['mail.read'] };
    expect(problemOf(() => assertIdTokensAreChecked(plainOAuth))).toBeNull();
  });
});
