import { FieldErrors } from './field-errors';

/**
 * The path inside the panel that `returnTo` names, e.g. `/plugins/connected-apps`; null when it
 * is left out. It is resolved as a browser would and compared as a URL: a check of its first
 * characters lets `//host`, `/\host` and control characters through (RFC 9700 §4.11).
 * @throws {ValidationError} for an address outside the panel
 */
export const panelPath = (returnTo: string | undefined, panelUrl: string): string | null => {
  if (!returnTo) return null;
  const panel = new URL(`${panelUrl}/`);
  const refuse = () =>
    FieldErrors.of('returnTo', 'Enter an address inside the panel, e.g. /plugins/connected-apps.');
  // eslint-disable-next-line no-control-regex
  if (!/^\/(?![/\\])/.test(returnTo) || /[\u0000-\u001f\u007f\\]/.test(returnTo)) throw refuse();
  const target = URL.canParse(returnTo.slice(1), panel.href)
    ? new URL(returnTo.slice(1), panel.href)
    : null;
  if (target?.origin !== panel.origin || !target.pathname.startsWith(panel.pathname))
    throw refuse();
  const path = `/${target.pathname.slice(panel.pathname.length)}`;
  if (path.startsWith('//')) throw refuse();
  return `${path}${target.search}${target.hash}`;
};
