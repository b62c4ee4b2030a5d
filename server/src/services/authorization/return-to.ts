import { isPlainText } from '../../plain-text';
import { FieldErrors } from '../../errors/field-errors';
import { parseUrl } from '../../parse-url';

const MAX_LENGTH = 2_000;

/**
 * The path inside the panel that `returnTo` names, e.g. `/plugins/connected-apps`; null if it is
 * omitted. It is resolved as in a browser and compared as a URL, because a check of its first
 * characters lets `//host`, `/\host` and control characters through (RFC 9700 §4.11).
 * @throws {RequestError} `ValidationError` for an address outside the panel
 */
export const panelPath = (returnTo: unknown, panelUrl: string): string | null => {
  if (returnTo === undefined || returnTo === null || returnTo === '') return null;
  const panel = new URL(`${panelUrl}/`);
  const refuse = () =>
    FieldErrors.of('returnTo', 'Enter an address inside the panel, e.g. /plugins/connected-apps.');
  // Plugins pass on query parameters, which may be lists.
  if (typeof returnTo !== 'string' || returnTo.length > MAX_LENGTH) throw refuse();
  if (!isPlainText(returnTo) || !/^\/(?![/\\])[^\\]*$/.test(returnTo)) throw refuse();
  const target = parseUrl(returnTo.slice(1), panel.href);
  if (target?.origin !== panel.origin || !target.pathname.startsWith(panel.pathname))
    throw refuse();
  const path = `/${target.pathname.slice(panel.pathname.length)}`;
  if (path.startsWith('//')) throw refuse();
  return `${path}${target.search}${target.hash}`;
};
