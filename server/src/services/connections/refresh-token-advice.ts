import type { KeyValue, ProviderPreset, RefreshTokenNeeds } from '../../contracts';
import type { App } from '../../store/apps';
import type { Connection } from '../../store/connections';

type Presets = readonly Pick<ProviderPreset, 'id' | 'name' | 'refreshTokenNeeds'>[];

/** OpenID Connect Core §11: the scope counts only with a request for consent. */
const OFFLINE_ACCESS: RefreshTokenNeeds = {
  scopes: ['offline_access'],
  authorizationParams: [{ key: 'prompt', value: 'consent' }],
  console: null,
};

const UNKNOWN_NEEDS =
  'Most providers issue one for the scope offline_access, or for the extra authorization parameters ' +
  'access_type = offline and prompt = consent; some have a switch for refresh tokens in their ' +
  "console. Look it up in the provider's documentation, change the app (an administrator can), " +
  'then connect again.';

/** A parameter may have several values (`prompt = consent select_account`). */
const has = (params: readonly KeyValue[], { key, value }: KeyValue): boolean =>
  params.some((param) => param.key === key && param.value.split(' ').includes(value));

const listed = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter(Boolean).join(' and ');

const inWords = ({ scopes, authorizationParams }: RefreshTokenNeeds): string =>
  listed([
    ...scopes.map((scope) => `the scope ${scope}`),
    ...authorizationParams.map(
      ({ key, value }) => `the extra authorization parameter ${key} = ${value}`
    ),
  ]);

const missingOf = (
  needs: RefreshTokenNeeds,
  { authorizationParams }: App,
  { scopesRequested }: Connection
): RefreshTokenNeeds => ({
  ...needs,
  scopes: needs.scopes.filter((scope) => !scopesRequested.includes(scope)),
  authorizationParams: needs.authorizationParams.filter(
    (param) => !has(authorizationParams, param)
  ),
});

const needsNothing = ({ scopes, authorizationParams }: RefreshTokenNeeds): boolean =>
  scopes.length + authorizationParams.length === 0;

const tried = (name: string, needs: RefreshTokenNeeds): string =>
  needsNothing(needs)
    ? ''
    : ` ${name} requires ${inWords(needs)}. The app requests this, but got no refresh token.`;

const advise = (name: string, needs: RefreshTokenNeeds, missing: RefreshTokenNeeds): string => {
  if (!needsNothing(missing)) {
    return (
      `${name} issues one only for ${inWords(needs)}. Missing: ${inWords(missing)}. Add what is ` +
      'missing to the app (an administrator can), then connect again.'
    );
  }
  const asked = tried(name, needs).trim();
  const next = needs.console
    ? `${needs.console} Then connect again.`
    : "Withdraw this app's access in your account at the provider, then connect again. If it " +
      "still issues none, allow refresh tokens for this client in the provider's console.";
  return asked ? `${asked} ${next}` : next;
};

/**
 * A token without an expiry works until it is refused, so it needs no refresh token, unless the
 * provider is known to issue one.
 */
const isMissed = ({ expiresAt }: Connection, missing: RefreshTokenNeeds | null): boolean =>
  expiresAt !== null || (missing !== null && !needsNothing(missing));

/**
 * Advice for a connection whose provider gave no refresh token. It follows the provider's preset,
 * or else the provider's discovery document, or else what most providers require. Null if there is
 * a refresh token, or if none is needed.
 */
export const refreshTokenAdvice = (
  connection: Connection,
  app: App | null,
  presets: Presets
): string | null => {
  if (app === null || connection.sealedRefreshToken !== null) return null;
  const preset = presets.find(({ id }) => id === app.provider);
  const discovered = app.capabilities.offlineAccessSupported ? OFFLINE_ACCESS : null;
  const needs = preset?.refreshTokenNeeds ?? discovered;
  const missing = needs && missingOf(needs, app, connection);
  if (!isMissed(connection, missing)) return null;
  const intro =
    'The provider issued no refresh token, and without one the access cannot be refreshed.';
  if (needs === null || missing === null) return `${intro} ${UNKNOWN_NEEDS}`;
  const name = preset?.refreshTokenNeeds ? preset.name : 'This provider';
  return `${intro} ${advise(name, needs, missing)}`;
};
