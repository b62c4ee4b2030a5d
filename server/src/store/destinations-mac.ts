import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';
import { columnName } from '../content-types/columns';
import type { Sealer } from '../crypto/key-ring';
import type { ApiRequestSettings, AppVariable, ProtocolDeviations, Values } from '../contracts';
import { macKeyId } from '../crypto/mac';
import { DESTINATION_NAMES, type Destination } from '../destinations';
import {
  apiRequestSettings,
  deviationsOf,
  STANDARD_PROTOCOL,
  withStandard,
} from '../protocol-settings';
import { fixedValues, NO_VALUES } from '../variables';
import { toStringList } from './rows';
import type { Secrets } from './secrets';

/**
 * `intact`: unchanged since the plugin wrote them. `tampered`: changed directly in the database.
 * `unreadable`: not checkable, because the key is missing or wrong.
 */
export type DestinationsCheck = 'intact' | 'tampered' | 'unreadable';

/** An app's destinations and its identity. */
export type DestinationFields = { uid: string; key: string } & Partial<
  Record<Destination, unknown>
>;

const PURPOSE = 'connected_apps destinations';

export const DESTINATION_COLUMNS: readonly string[] = DESTINATION_NAMES.map(columnName);

/** Depending on the driver, these arrive as text or parsed. */
const JSON_DESTINATIONS: readonly Destination[] = [
  'capabilities',
  'apiOrigins',
  'protocol',
  'variables',
];

const parsed = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
};

/** Reads the destinations from the columns of a raw row. */
export const destinationsFromColumns = (
  row: Record<string, unknown>
): Partial<Record<Destination, unknown>> =>
  Object.fromEntries(
    DESTINATION_NAMES.map((name) => {
      const value = row[columnName(name)];
      return [name, JSON_DESTINATIONS.includes(name) ? parsed(value) : value];
    })
  );

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && !value.length);

/** JSON columns may return their members in another order, and null may mean an absent member. */
const canonical = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined && member !== null)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, canonical(member)]));
};

/** The settings as they take effect, whether a row holds some of them or an app all of them. */
const inEffect = (fields: Omit<DestinationFields, 'uid' | 'key'>) => ({
  ...fields,
  protocol: deviationsOf(fields.protocol as ProtocolDeviations | null | undefined),
});

/** Leaves out empty destinations, so that a new kind, empty in all apps, changes no MAC. */
const messageOf = ({ uid, key, ...fields }: DestinationFields): string => {
  const covered = inEffect(fields);
  const given = DESTINATION_NAMES.filter((name) => !isEmpty(covered[name]));
  const destinations = Object.fromEntries(given.map((name) => [name, covered[name]]));
  return JSON.stringify([uid, key, canonical(destinations)]);
};

/** The MAC of these destinations, made with the current key. */
export const macOf = (sealer: Sealer, fields: DestinationFields): string =>
  sealer.mac(PURPOSE, messageOf(fields));

/** The MAC made with the current key; null if `mac` is not the MAC of these destinations. */
export const renewedMac = (
  sealer: Sealer,
  mac: string,
  fields: DestinationFields
): string | null => (sealer.isMac(mac, PURPOSE, messageOf(fields)) ? macOf(sealer, fields) : null);

/** The part of an app that the query for a token needs. */
export interface CheckedOrigins {
  destinationsCheck: DestinationsCheck;
  /** None unless the destinations are intact. */
  apiOrigins: string[];
  apiRequest: ApiRequestSettings;
  /** The values of the variables that the app fixes. */
  fixedValues: Values;
}

const STANDARD_API_REQUEST = apiRequestSettings(STANDARD_PROTOCOL);

const apiAccessOf = (
  destinations: Partial<Record<Destination, unknown>>
): Omit<CheckedOrigins, 'destinationsCheck'> => ({
  apiOrigins: toStringList(destinations.apiOrigins),
  // The MAC vouches that the plugin itself wrote it.
  apiRequest: apiRequestSettings(withStandard(destinations.protocol as ProtocolDeviations | null)),
  fixedValues: fixedValues((destinations.variables ?? []) as AppVariable[]),
});

const NO_ACCESS = { apiOrigins: [], apiRequest: STANDARD_API_REQUEST, fixedValues: NO_VALUES };

/** Checks whether an app's destinations are unchanged since the plugin wrote them. */
export const createDestinationsMac = (strapi: Core.Strapi, secrets: Secrets) => {
  /** Keys of apps whose tampering is already in the log, so that it is logged once. */
  const told = new Set<string>();

  /** By app key: the columns that were intact at the last check, and the result. */
  const known = new Map<string, { columns: string; origins: CheckedOrigins }>();

  const tell = (key: string): void => {
    if (told.has(key)) return;
    told.add(key);
    strapi.log.error(
      `${PLUGIN_ID}: the addresses or the client of the app "${key}" were changed directly in the ` +
        'database. Nothing is sent for this app until an administrator has checked them ' +
        'and saved the app, with the client secret entered again. Find out who has write access ' +
        'to the database.'
    );
  };

  const compare = (mac: string | null, fields: DestinationFields): DestinationsCheck => {
    if (secrets.currentKeyId() === null) return 'unreadable';
    const kid = macKeyId(mac ?? '');
    if (mac === null || kid === null) return 'tampered';
    if (!secrets.usableKeyIds().includes(kid)) return 'unreadable';
    return secrets.isMac(mac, PURPOSE, messageOf(fields)) ? 'intact' : 'tampered';
  };

  const check = (mac: string | null, fields: DestinationFields): DestinationsCheck => {
    const result = compare(mac, fields);
    if (result === 'tampered') tell(fields.key);
    if (result === 'intact') told.delete(fields.key);
    return result;
  };

  return {
    /** @throws {ConnectedAppsError} `key_unavailable` */
    of: (fields: DestinationFields): string => macOf(secrets, fields),

    check,

    /** The same for a raw row, on a path that must be fast: known columns need no MAC. */
    checkColumns(
      mac: string | null,
      { uid, key }: Pick<DestinationFields, 'uid' | 'key'>,
      row: Record<string, unknown>
    ): CheckedOrigins {
      const columns = JSON.stringify([mac, uid, ...DESTINATION_COLUMNS.map((name) => row[name])]);
      const before = known.get(key);
      if (before?.columns === columns) return before.origins;
      const destinations = destinationsFromColumns(row);
      const destinationsCheck = check(mac, { ...destinations, uid, key });
      if (destinationsCheck !== 'intact') {
        return { destinationsCheck, ...NO_ACCESS };
      }
      const origins = { destinationsCheck, ...apiAccessOf(destinations) };
      known.set(key, { columns, origins });
      return origins;
    },
  };
};

export type DestinationsMac = ReturnType<typeof createDestinationsMac>;
