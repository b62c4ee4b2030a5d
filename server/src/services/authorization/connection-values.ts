import { ConnectedAppsError } from '../../errors/connected-apps-error';
import { FieldErrors } from '../../errors/field-errors';
import type { App } from '../../store/apps';
import type { AppVariable, VariableSource, Values } from '../../variables';
import { useOf } from '../apps/app-variables';
import { checkValue } from '../apps/variable-values';

type UrlCheck = (url: string) => unknown;

const ofSource = ({ variables }: App, source: VariableSource): AppVariable[] =>
  variables.filter((variable) => variable.source === source);

/** The variables that a person must give a value for. */
export const askedOf = (app: App): AppVariable[] => ofSource(app, 'person');

/**
 * The values that a person gave.
 * @throws {RequestError} `ValidationError` at `values.<name>`
 */
export const valuesOfPerson = (app: App, given: Values, assertUrlAllowed: UrlCheck): Values => {
  const asked = askedOf(app);
  const unknown = Object.keys(given).find((name) => !asked.some((one) => one.name === name));
  if (unknown !== undefined) {
    throw FieldErrors.of(`values.${unknown}`, `This app does not ask for "${unknown}".`);
  }
  return Object.fromEntries(
    asked.map((variable): [string, string] => {
      const { name } = variable;
      const text = Object.hasOwn(given, name) ? String(given[name]) : '';
      const { value, problem } = checkValue(variable, useOf(app, variable), text, assertUrlAllowed);
      if (value !== null) return [name, value];
      throw FieldErrors.of(`values.${name}`, problem);
    })
  );
};

const unusable = ({ key: app }: App, { name, source }: AppVariable, isMissing: boolean) =>
  new ConnectedAppsError(
    'provider_rejected',
    isMissing
      ? `The provider did not tell "${name}" in its ${source}, but an address of the app needs it. Compare the variable with the provider's documentation.`
      : `The provider told a value for "${name}" in its ${source} that does not match the variable's pattern, so nothing was sent there. Compare the pattern with the provider's documentation.`,
    { app, reason: isMissing ? 'value_missing' : 'value_not_allowed' }
  );

/** What a token response told, by place. */
export const toldIn =
  (kept: Readonly<Record<string, string>>) =>
  (place: string): string | null =>
    Object.hasOwn(kept, place) ? (kept[place] ?? null) : null;

/**
 * The values that a provider told, by `from`. A value that no address needs may be absent, and is
 * left out if it cannot be stored.
 * @throws {ConnectedAppsError} `provider_rejected` (`value_missing`, `value_not_allowed`)
 */
export const valuesOfProvider = (
  app: App,
  source: 'callback' | 'response',
  told: (from: string) => string | null,
  assertUrlAllowed: UrlCheck
): Values =>
  Object.fromEntries(
    ofSource(app, source).flatMap((variable): [string, string][] => {
      const use = useOf(app, variable);
      const text = told(variable.from);
      if (!text && use === 'other') return [];
      if (!text) throw unusable(app, variable, true);
      const { value } = checkValue(variable, use, text, assertUrlAllowed);
      if (value !== null) return [[variable.name, value]];
      if (use === 'other') return [];
      throw unusable(app, variable, false);
    })
  );
