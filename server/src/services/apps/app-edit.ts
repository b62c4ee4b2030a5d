import { isDeepStrictEqual } from 'node:util';

import type { AppUpdate } from '../../contracts';
import { DESTINATION_NAMES, DESTINATIONS, type Destination } from '../../destinations';
import { usesClientSecret } from '../../oauth/client-auth-methods';
import { withStandard } from '../../protocol-settings';
import type { App } from '../../store/apps';
import { SYSTEM, type Actor } from '../runtime/audit';
import { FieldErrors } from '../../errors/field-errors';
import { useOf } from './app-variables';

/** The person or code that edits an app. */
export interface Editor {
  actor: Actor;
  mayChangeDestinations: boolean;
}

export const SYSTEM_EDITOR: Editor = { actor: SYSTEM, mayChangeDestinations: true };

/** The changes of an edit, and their consequences. */
export interface AppEdit {
  changed: App;
  changedFields: string[];
  destinations: Destination[];
  /** Somebody else would get the tokens and the client secret, or vouch for them. */
  changesRecipient: boolean;
  /** The edit ends the connections: for that reason, or because their tokens would be others. */
  endsGrants: boolean;
  /** The edit ends flows that started before it. */
  endsFlows: boolean;
  /** The editor vouches for destinations that are not intact, as if each of them were new. */
  isRepair: boolean;
}

type AppFieldsUpdate = Omit<AppUpdate, 'configVersion'>;

const isChanged = (app: App, changed: App, name: keyof App): boolean =>
  !isDeepStrictEqual(app[name], changed[name]);

/** They decide whom an app's tokens stand for. */
const GRANT_SETTINGS = ['grantType', 'assertionSubject', 'assertionAudience'] as const;

const REPAIR_MESSAGE =
  'Nothing vouches for the stored addresses of this app, so nothing is sent to them. Check each of ' +
  'them, enter the client secret again, and save.';

const destinationsMissingIn = (update: AppFieldsUpdate): Destination[] =>
  DESTINATION_NAMES.filter((name) => update[name] === undefined);

type SecretName = 'clientSecret' | 'assertionKey';

/** The stored secrets that an update does not give again. */
const secretsMissingIn = (
  { hasClientSecret, hasAssertionKey }: App,
  { clientSecret, assertionKey }: Pick<AppUpdate, SecretName>
): SecretName[] => [
  ...(hasClientSecret && !clientSecret ? (['clientSecret'] as const) : []),
  ...(hasAssertionKey && !assertionKey ? (['assertionKey'] as const) : []),
];

/** Destinations that are not intact stay so until an edit repairs them. */
const isRepairOf = (app: App, update: AppFieldsUpdate, changesDestinations: boolean): boolean => {
  if (app.destinationsCheck === 'intact') return false;
  const vouches =
    app.hasClientSecret || app.hasAssertionKey
      ? secretsMissingIn(app, update).length === 0
      : destinationsMissingIn(update).length === 0;
  return vouches || changesDestinations;
};

/**
 * Compares each destination with its own former value. An address that was harmless for one
 * destination counts as new for another.
 */
export const editOf = (app: App, update: AppFieldsUpdate): AppEdit => {
  const { clientSecret: _secret, assertionKey: _key, ...unsealed } = update;
  const { forgetPreviousClientSecret: _forget, ...fields } = unsealed;
  const protocol = fields.protocol ? withStandard(fields.protocol) : app.protocol;
  const changed: App = { ...app, ...fields, protocol };
  const changedFields = (Object.keys(fields) as (keyof typeof fields)[]).filter((name) =>
    isChanged(app, changed, name)
  );
  const changedDestinations = DESTINATION_NAMES.filter((name) => isChanged(app, changed, name));
  const isRepair = isRepairOf(app, update, changedDestinations.length > 0);
  const destinations = isRepair ? DESTINATION_NAMES : changedDestinations;
  // A stored value was checked for the use that its variable had.
  const changesUse = changed.variables.some((one) => useOf(app, one) !== useOf(changed, one));
  const changesRecipient =
    changesUse ||
    destinations.some((name) => {
      const role = DESTINATIONS[name];
      return role === 'vouches' || (role === 'receives' && changed[name] !== null);
    });
  // Who consented to the former grant did not consent to the new one.
  const changesGrant = GRANT_SETTINGS.some((name) => app.protocol[name] !== changed.protocol[name]);
  const endsGrants = changesRecipient || changesGrant;
  const endsFlows = endsGrants || destinations.some((name) => DESTINATIONS[name] === 'guards');
  return {
    changed,
    changedFields,
    destinations,
    changesRecipient,
    endsGrants,
    endsFlows,
    isRepair,
  };
};

/** @throws {RequestError} `ForbiddenError`, which names the fields */
export const assertMayChange = (
  destinations: readonly Destination[],
  { mayChangeDestinations }: Editor
): void => {
  if (destinations.length === 0 || mayChangeDestinations) return;
  throw FieldErrors.forbidden(
    destinations,
    'Your role may not change where tokens go. Ask an administrator for the permission "Change where tokens go", or undo this change.'
  );
};

/**
 * The editor cannot vouch for an address that the edit does not name.
 * @throws {RequestError} `ValidationError`
 */
export const assertRepairIsWhole = ({ isRepair }: AppEdit, update: AppFieldsUpdate): void => {
  const missing = destinationsMissingIn(update);
  const [first] = missing;
  if (!isRepair || first === undefined) return;
  throw FieldErrors.of(first, `${REPAIR_MESSAGE} This edit lacks: ${missing.join(', ')}.`);
};

const SECRET_WORDS: Record<SecretName, string> = {
  clientSecret: 'client secret',
  assertionKey: 'private key',
};

/**
 * A stored secret that the app does not use cannot be entered again. It must not be there either if
 * the app uses it later, with another recipient.
 */
export const dropsUnusedSecret = ({ changed, changesRecipient }: AppEdit): boolean =>
  changesRecipient && !usesClientSecret(changed.clientAuthMethod);

/**
 * Editors of an app cannot read its secrets, so an edit must not send the client secret, or an
 * assertion, to another recipient (RFC 9700 §4.4).
 * @throws {RequestError} `ValidationError`
 */
export const assertSecretStays = (
  app: App,
  edit: AppEdit,
  update: Pick<AppUpdate, SecretName>
): void => {
  const { changesRecipient, destinations, isRepair } = edit;
  const [missing] = secretsMissingIn(app, update).filter(
    (name) => name !== 'clientSecret' || !dropsUnusedSecret(edit)
  );
  if (missing === undefined || !changesRecipient) return;
  if (isRepair) throw FieldErrors.of(missing, REPAIR_MESSAGE);
  const what = SECRET_WORDS[missing];
  throw FieldErrors.of(
    missing,
    `This edit changes where tokens go (${destinations.join(', ')}), so the stored ${what} is no longer used. Enter the ${what} again.`
  );
};

type CheckedIdentity = Pick<App, 'scopes' | 'tokenEndpoint' | 'issuer' | 'jwksUri'> & {
  protocol?: Partial<Pick<App['protocol'], 'idTokens'>>;
};

/**
 * `openid` requests an id_token. Without `issuer` and `jwksUri`, nothing can verify it (OpenID
 * Connect Core §3.1.3.7).
 * @throws {RequestError} `ValidationError`
 */
export const assertIdTokensAreChecked = (app: CheckedIdentity): void => {
  const isIgnored = app.protocol?.idTokens === 'ignored';
  const isAsked = app.tokenEndpoint !== null && app.scopes.includes('openid') && !isIgnored;
  for (const name of ['issuer', 'jwksUri'] as const) {
    if (!isAsked || app[name] !== null) continue;
    throw FieldErrors.of(
      name,
      'The scope "openid" requests an id_token, which cannot be verified without this address. Enter it, remove the scope, or have id_tokens ignored in the advanced settings.'
    );
  }
};
