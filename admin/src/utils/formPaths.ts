import type { AppVariable, ProtocolSettings } from '../../../server/src/contracts';
import type { AppFormValues } from './appForm';

/** The names of the members that hold such a value. */
export type NamesOf<Values, Value> = {
  [Name in keyof Values & string]: Values[Name] extends Value ? Name : never;
}[keyof Values & string];

/** The paths of the form's values of one type, e.g. `clientId` or `protocol.requestHeaders`. */
export type PathOf<Value> =
  | NamesOf<AppFormValues, Value>
  | `protocol.${NamesOf<ProtocolSettings, Value>}`
  | `protocol.responsePlaces.${NamesOf<ProtocolSettings['responsePlaces'], Value>}`
  | `variables.${number}.${NamesOf<AppVariable, Value>}`;
