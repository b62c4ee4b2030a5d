import { OWNER_KINDS } from '../../owners/kinds';
import type { ConnectionRef, ConnectOptions, ExchangeOptions, Owner } from '../../public';
import type { ConnectionIdentity } from '../../store/connections';

const DEFAULT_ACCOUNT = 'default';

const SHARED: Owner = { kind: 'shared' };

const KINDS: readonly unknown[] = OWNER_KINDS;

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** For a mistake of the calling plugin. The message says what to pass, and repeats no value. */
const refused = (what: string): TypeError =>
  new TypeError(`connected-apps: ${what} Nothing was done.`);

/**
 * Checks an app key that a plugin passed.
 * @throws {TypeError} if it is not a non-empty string
 */
export const assertAppKey = (key: unknown): void => {
  if (!isText(key)) throw refused('`app` must be the key of an app, such as "google-mail".');
};

const OWNER_HINT =
  "Pass { kind: 'admin', id } or { kind: 'user', id } with the user's documentId, a string, or " +
  "{ kind: 'shared' } for the connection that everybody shares.";

const assertOwner = (owner: unknown): void => {
  if (typeof owner !== 'object' || owner === null) {
    throw refused(`\`owner\` is ${owner === null ? 'null' : typeof owner}. ${OWNER_HINT}`);
  }
  const { kind, id } = owner as Record<string, unknown>;
  if (kind === SHARED.kind) return;
  if (!KINDS.includes(kind)) throw refused(`\`owner.kind\` is not a kind of owner. ${OWNER_HINT}`);
  if (!isText(id)) throw refused(`\`owner.id\` is not a string. ${OWNER_HINT}`);
};

/** Only an omitted owner means the shared one: an explicit `undefined` is a lost owner. */
const ownerOf = (ref: ConnectionRef): Owner => {
  const { owner } = ref;
  if (owner === undefined && !('owner' in ref)) return SHARED;
  assertOwner(owner);
  return owner as Owner;
};

/**
 * The id of the user who starts a flow: the owner, or `startedBy` for the shared owner. Null if
 * `startedBy` is omitted there. An explicit `undefined` does not count as omitted.
 * @throws {TypeError} if `startedBy` is not a non-empty string, or if it is passed for an owner
 *   other than the shared one
 */
export const starterOf = (owner: Owner, options: ConnectOptions): string | null => {
  const isNamed = 'startedBy' in options;
  if (owner.kind !== 'shared') {
    if (!isNamed) return owner.id;
    throw refused(
      '`startedBy` is only for the shared owner. Any other owner starts the flow in person.'
    );
  }
  if (!isNamed) return null;
  if (isText(options.startedBy)) return options.startedBy;
  throw refused(
    "`startedBy` must be an admin's documentId, a string. Leave it out if no admin starts the flow."
  );
};

/**
 * The connection that a plugin names. The query engine could read a value that is not a string as
 * an operator, so only strings pass. Every call runs through here, so it allocates nothing but its
 * result.
 * @throws {TypeError} for a ref that names no connection
 */
export const identityOfRef = (ref: ConnectionRef): ConnectionIdentity => {
  if (typeof ref !== 'object' || ref === null) {
    throw refused('Identify the connection with { app, owner?, account? }.');
  }
  const { app, account = DEFAULT_ACCOUNT } = ref;
  assertAppKey(app);
  if (!isText(account)) {
    throw refused(
      '`account` must be a string such as "work". Leave it out for the default account.'
    );
  }
  return { appKey: app, owner: ownerOf(ref), account };
};

const textsOf = (name: string, value: unknown): readonly string[] => {
  if (value === undefined) return [];
  const list: unknown[] = Array.isArray(value) ? value : [value];
  if (list.every(isText)) return list;
  throw refused(`\`${name}\` must be a string, or a list of strings.`);
};

/**
 * What a plugin wants in exchange for a token.
 * @throws {TypeError} for options that are no strings
 */
export const exchangeRequestOf = ({
  audience,
  resource,
  scopes,
  requestedTokenType,
}: ExchangeOptions) => ({
  audiences: textsOf('audience', audience),
  resources: textsOf('resource', resource),
  scopes: textsOf('scopes', scopes),
  requestedTokenType: textsOf('requestedTokenType', requestedTokenType)[0] ?? null,
});
