const SEGMENT = '/.well-known/';
const OPENID = 'openid-configuration';
const OAUTH = 'oauth-authorization-server';

const withoutTrailingSlash = (text: string): string => text.replace(/\/$/, '');

/** Sets the path instead of resolving it: a path that begins with two slashes would be a host. */
const withPath = (url: URL, pathname: string): URL => {
  const address = new URL(url);
  address.pathname = pathname;
  address.search = '';
  address.hash = '';
  return address;
};

const pathOf = ({ pathname }: URL): string => withoutTrailingSlash(pathname);

export const isWellKnown = ({ pathname }: URL): boolean => pathname.includes(SEGMENT);

/**
 * Where the metadata of an issuer may be: with the well-known segment appended to the issuer's path
 * (OpenID Connect Discovery §4.1), then inserted before it (RFC 8414 §3.1). A metadata URL stands
 * for itself.
 */
export const metadataUrls = (url: URL): URL[] => {
  if (isWellKnown(url)) return [url];
  const path = pathOf(url);
  const paths = [
    `${path}${SEGMENT}${OPENID}`,
    `${SEGMENT}${OAUTH}${path}`,
    `${SEGMENT}${OPENID}${path}`,
  ];
  return [...new Set(paths)].map((pathname) => withPath(url, pathname));
};

/** The path of the issuer whose metadata is at `/a/.well-known/x` or `/.well-known/x/a`. */
const issuerPath = (pathname: string): string => {
  const [before, after = ''] = pathname.split(SEGMENT, 2);
  const inserted = after.replace(/^[^/]*/, '');
  return withoutTrailingSlash(before || inserted);
};

/**
 * Whether metadata at this URL may speak for this issuer (RFC 8414 §3.3): the URL must be derived
 * from the issuer. The URL does not show whether the issuer ends with a slash, so both forms match.
 */
export const isIssuerOf = (metadataUrl: URL, issuer: string): boolean => {
  const expected = `${metadataUrl.origin}${issuerPath(metadataUrl.pathname)}`;
  return issuer === expected || issuer === `${expected}/`;
};
