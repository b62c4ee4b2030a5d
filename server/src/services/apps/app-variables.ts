import type { KeyValue } from '../../contracts';
import { ENDPOINTS, forEachEndpoint } from '../../endpoints';
import type { App } from '../../store/apps';
import {
  filledIn,
  fixedValues,
  originVariableOf,
  placeholdersIn,
  type AppVariable,
  type Values,
} from '../../variables';

type AddressedApp = Pick<App, (typeof ENDPOINTS)[number] | 'issuer' | 'apiOrigins' | 'variables'>;

const addressesOf = (app: AddressedApp): string[] =>
  [app.issuer, ...ENDPOINTS.map((endpoint) => app[endpoint]), ...app.apiOrigins].filter(
    (address) => address !== null
  );

/** `origin`: the value is a whole origin. `part`: part of a host name or path. `other`: neither. */
export type VariableUse = 'origin' | 'part' | 'other';

export const useOf = (app: AddressedApp, { name }: Pick<AppVariable, 'name'>): VariableUse => {
  const addresses = addressesOf(app);
  if (addresses.some((address) => originVariableOf(address) === name)) return 'origin';
  return addresses.some((address) => placeholdersIn(address).includes(name)) ? 'part' : 'other';
};

/** The app for one connection: its addresses and parameters with the connection's values. */
export const withValues = (app: App, values: Values): App => {
  if (app.variables.length === 0) return app;
  const known = { ...values, ...fixedValues(app.variables) };
  const fill = (text: string) => filledIn(text, known);
  const fillOrNull = (text: string | null) => text && fill(text);
  const fillParams = (params: KeyValue[]) =>
    params.map(({ key, value }) => ({ key, value: fill(value) }));
  return {
    ...app,
    issuer: fillOrNull(app.issuer),
    ...forEachEndpoint((endpoint) => fillOrNull(app[endpoint])),
    apiOrigins: app.apiOrigins.map(fill),
    authorizationParams: fillParams(app.authorizationParams),
    tokenParams: fillParams(app.tokenParams),
  };
};
