import {
  LIFETIME_UNITS,
  RESPONSE_MEMBER_NAMES,
  RESPONSE_MEMBERS,
  type ProtocolSettings,
  type ResponseMember,
} from '../../protocol-settings';
import { isSubject } from '../account-claims';
import type { JsonObject } from '../errors/provider-fault';
import { safeProviderText } from '../errors/provider-text';
import { repeatsSecret } from '../errors/redaction';
import type { ProviderAccount } from '../types';
import { asText, firstValueAt, textAt } from './places';

const asSeconds = (value: unknown, unit: ProtocolSettings['lifetimeUnit']): unknown => {
  if (unit === 'seconds' || value === '') return value;
  const isNumber = typeof value === 'number' || typeof value === 'string';
  return isNumber ? Number(value) * LIFETIME_UNITS[unit] : undefined;
};

/** A lifetime under another name may also be a moment, as `expires` may be (`token-lifetime.ts`). */
const lifetimeMembers = (
  body: JsonObject,
  { responsePlaces, lifetimeUnit }: ProtocolSettings
): JsonObject => {
  const found = firstValueAt(body, responsePlaces.expiresIn);
  if (found === undefined) return { expires_in: asSeconds(body.expires_in, lifetimeUnit) };
  return lifetimeUnit === 'seconds'
    ? { expires_in: undefined, expires_at: undefined, expires: found }
    : { expires_in: asSeconds(found, lifetimeUnit) };
};

const ERROR_MEMBERS: readonly ResponseMember[] = ['error', 'errorDescription'];

/** Some providers number their errors, where 0 means none. */
const asStandard = (member: ResponseMember, value: unknown): unknown =>
  ERROR_MEMBERS.includes(member) && typeof value === 'number' && value !== 0
    ? String(value)
    : value;

/**
 * A response with its values under the standard names (RFC 6749 §5.1, §5.2), wherever this provider
 * puts them. A value that is not at any of the given places keeps its standard name.
 */
export const withStandardMembers = (body: JsonObject, settings: ProtocolSettings): JsonObject => {
  const moved = RESPONSE_MEMBER_NAMES.flatMap((member): [string, unknown][] => {
    const name = RESPONSE_MEMBERS[member];
    const value = firstValueAt(body, settings.responsePlaces[member]);
    return name === null || value === undefined ? [] : [[name, asStandard(member, value)]];
  });
  return { ...body, ...Object.fromEntries(moved), ...lifetimeMembers(body, settings) };
};

/**
 * The account that a response names. A token is never shown as an account, even if the settings
 * name its place: `secrets` are the tokens of the response.
 */
export const accountIn = (
  body: JsonObject,
  { responsePlaces: { accountId, accountName } }: ProtocolSettings,
  secrets: readonly string[]
): ProviderAccount => {
  const id = asText(firstValueAt(body, accountId));
  const isUsable = isSubject(id) && !repeatsSecret(id, secrets);
  const name = asText(firstValueAt(body, accountName));
  return { id: isUsable ? id : null, name: safeProviderText(name, secrets) };
};

/** The values at these places, by place. A token is never among them. */
export const keptIn = (
  body: JsonObject,
  places: readonly string[],
  tokens: readonly string[]
): Record<string, string> =>
  Object.fromEntries(
    places.flatMap((place): [string, string][] => {
      const text = textAt(body, place);
      return text === null || repeatsSecret(text, tokens) ? [] : [[place, text]];
    })
  );
