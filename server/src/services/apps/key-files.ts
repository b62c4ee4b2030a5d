import type { AppInput, AppUpdate } from '../../contracts';
import { FieldErrors } from '../../errors/field-errors';
import { readKeyFile, UnusableKey, type KeyFile } from '../../oauth/assertion-key';
import type { AssertionKey } from '../../protocol-settings';

type KeyFields = Pick<
  AppUpdate,
  'assertionKey' | 'clientId' | 'clientAuthMethod' | 'tokenEndpoint'
>;

const read = (pasted: string): KeyFile => {
  try {
    return readKeyFile(pasted);
  } catch (error) {
    throw error instanceof UnusableKey ? FieldErrors.of('assertionKey', error.message) : error;
  }
};

const assertAllowed = (address: string, assertUrlAllowed: (url: string) => unknown): void => {
  try {
    assertUrlAllowed(address);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw FieldErrors.of('assertionKey', `The token_uri of this file is not allowed. ${reason}`);
  }
};

/**
 * The fields of an app with what a pasted key file says about them: who signs, and where to get
 * tokens if that is not known yet. An app with no client secret authenticates by its key only.
 * @throws {RequestError} `ValidationError` at `assertionKey`; nothing of the text is repeated
 */
export const withKeyFile = <Fields extends KeyFields>(
  fields: Fields,
  known: Pick<AppInput, 'tokenEndpoint'> & { hasClientSecret: boolean },
  assertUrlAllowed: (url: string) => unknown
): { fields: Fields; assertionKey?: AssertionKey } => {
  if (!fields.assertionKey) return { fields };
  const { key, issuer, tokenEndpoint } = read(fields.assertionKey);
  if (issuer === null) return { fields, assertionKey: key };
  const isNeeded = !(fields.tokenEndpoint ?? known.tokenEndpoint) && tokenEndpoint !== null;
  if (isNeeded) assertAllowed(tokenEndpoint, assertUrlAllowed);
  const filled = {
    ...fields,
    clientId: issuer,
    ...(isNeeded && { tokenEndpoint }),
    ...(!known.hasClientSecret && { clientAuthMethod: 'none' as const }),
  };
  return { fields: filled, assertionKey: key };
};
