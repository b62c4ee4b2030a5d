import { ENDPOINTS, type Endpoint } from '../../endpoints';
import { FieldErrors } from '../../errors/field-errors';
import { isEntraTemplate } from '../../oauth/issuers';
import type { App } from '../../store/apps';
import {
  alternativesOf,
  originVariableOf,
  placeholdersIn,
  type AppVariable,
  type VariableSource,
} from '../../variables';
import { useOf } from './app-variables';
import { checkValue } from './variable-values';
import { parseUrl } from '../../parse-url';

type RuledApp = Pick<App, Endpoint | 'issuer' | 'apiOrigins' | 'variables'> & {
  protocol: Pick<App['protocol'], 'codeParam'>;
};

/** The values that exist before the request goes out. */
const AT_START: readonly VariableSource[] = ['app', 'person'];
const AT_EXCHANGE: readonly VariableSource[] = [...AT_START, 'callback'];
const LATER: readonly VariableSource[] = [...AT_EXCHANGE, 'response'];

const SOURCES: Partial<Record<Endpoint | 'issuer', readonly VariableSource[]>> = {
  authorizationEndpoint: AT_START,
  pushedAuthorizationRequestEndpoint: AT_START,
  deviceAuthorizationEndpoint: AT_START,
  // A callback names its issuer, which must not come from the same callback (RFC 9207 §2.4).
  issuer: AT_START,
  tokenEndpoint: AT_EXCHANGE,
  secondTokenEndpoint: AT_EXCHANGE,
  jwksUri: AT_EXCHANGE,
};

/** Bounds the work of one check. */
const MAX_POSSIBLE = 10_000;

interface Address {
  path: string;
  text: string;
  sources: readonly VariableSource[];
}

const addressesOf = (app: RuledApp): Address[] => {
  const named = (['issuer', ...ENDPOINTS] as const).map((path) => ({
    path,
    text: app[path] ?? '',
    sources: SOURCES[path] ?? LATER,
  }));
  const origins = app.apiOrigins.map((text, index) => ({
    path: `apiOrigins.${index}`,
    text,
    sources: LATER,
  }));
  return [...named, ...origins];
};

/** What a placeholder may become, with `*` for what nobody knows yet. */
const possibleValues = ({ source, from, pattern }: AppVariable, isOrigin: boolean): string[] => {
  if (source === 'app') return [from];
  const values = pattern === '' ? ['*'] : alternativesOf(pattern);
  return isOrigin ? values.map((value) => `https://${value}`) : values;
};

/** Null if it is no address, as with `*` for a port. */
const hostOf = (address: string): string | null => parseUrl(address)?.hostname ?? null;

/**
 * The last two labels of a host name decide whose server it is. No value may decide that, because
 * people, callbacks and responses would then choose who gets the client secret.
 */
const isHostFixed = (address: string): boolean => {
  const labels = hostOf(address)?.split('.').slice(-2);
  return labels !== undefined && !labels.some((label) => label.includes('*'));
};

const assertKnown = (variable: AppVariable | undefined, name: string, path: string) => {
  if (variable) return variable;
  throw FieldErrors.of(path, `There is no variable "${name}". Add it, or correct the address.`);
};

const assertAddress = ({ path, text, sources }: Address, app: RuledApp): void => {
  if (path === 'issuer' && isEntraTemplate(text)) return;
  const { variables } = app;
  const first = originVariableOf(text);
  if (placeholdersIn(text).length === 0) return;
  let possible = [text];
  for (const name of new Set(placeholdersIn(text))) {
    const found = variables.find((one) => one.name === name);
    const variable = assertKnown(found, name, path);
    if (!sources.includes(variable.source)) {
      throw FieldErrors.of(
        path,
        `The value of "${name}" is not known yet when this address is used. Use it in a later address, or choose another source.`
      );
    }
    if (name !== first && useOf(app, variable) === 'origin') {
      throw FieldErrors.of(
        path,
        `"${name}" stands for a whole origin in another address, so it cannot be a part of this one. Add another variable.`
      );
    }
    const values = possibleValues(variable, name === first);
    if (possible.length * values.length > MAX_POSSIBLE) {
      throw FieldErrors.of(path, 'The patterns in this address have too many alternatives.');
    }
    possible = possible.flatMap((one) => values.map((value) => one.replaceAll(`{${name}}`, value)));
  }
  if (possible.every(isHostFixed)) return;
  throw FieldErrors.of(
    path,
    'The end of the host name is not fixed, so a value could send tokens and the client secret to any server. ' +
      'Write it into the address, or give the variable a pattern such as *.example.com.'
  );
};

const assertSource = (
  app: RuledApp,
  variable: AppVariable,
  index: number,
  assertUrlAllowed: (url: string) => unknown
): void => {
  if (variable.source === 'callback' && variable.from === app.protocol.codeParam) {
    throw FieldErrors.of(
      `variables.${index}.from`,
      'This is the parameter with the code, a secret that must not be kept. Enter another parameter.'
    );
  }
  if (variable.source !== 'app') return;
  const use = useOf(app, variable);
  const { value, problem } = checkValue(variable, use, variable.from, assertUrlAllowed);
  const path = `variables.${index}.from`;
  if (problem !== null) throw FieldErrors.of(path, problem);
  if (value !== variable.from) throw FieldErrors.of(path, `Enter it as ${value}.`);
};

/**
 * Checks the variables of an app against the addresses that use them.
 * @throws {RequestError} `ValidationError`, at the field of the address or of the variable
 */
export const assertVariables = (
  app: RuledApp,
  assertUrlAllowed: (url: string) => unknown
): void => {
  // First, because the value of an app is part of the addresses that are checked next.
  app.variables.forEach((variable, index) => assertSource(app, variable, index, assertUrlAllowed));
  for (const address of addressesOf(app)) assertAddress(address, app);
};
