import type { ApiRequestSettings } from '../../contracts';

/**
 * Adds the access token and the headers that an API requires: by default `Authorization: Bearer`
 * (RFC 6750 §2.1). The token replaces a header of that name; the others leave it as it is.
 */
export const authorize = (
  headers: Headers,
  accessToken: string,
  { apiHeader, apiScheme, apiHeaders }: ApiRequestSettings
): void => {
  if (apiHeader.toLowerCase() !== 'authorization') headers.delete('authorization');
  for (const { key, value } of apiHeaders) if (!headers.has(key)) headers.set(key, value);
  headers.set(apiHeader, apiScheme === '' ? accessToken : `${apiScheme} ${accessToken}`);
};
