const ENTRA_HOST = 'login.microsoftonline.com';
const GUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * The issuer in Microsoft's metadata for "any tenant". It is a template: each id_token has its own
 * tenant in place of `{tenantid}`.
 */
export const ENTRA_ISSUER_TEMPLATE = `https://${ENTRA_HOST}/{tenantid}/v2.0`;

const ENTRA_ISSUER = new RegExp(`^https://${ENTRA_HOST.replaceAll('.', '\\.')}/${GUID}/v2\\.0$`);

export const isEntraTemplate = (issuer: string | null): boolean => issuer === ENTRA_ISSUER_TEMPLATE;

/** Whether `actual` is the expected issuer, compared as strings (RFC 9207 §2.4). */
export const isExpectedIssuer = (actual: string, expected: string): boolean =>
  isEntraTemplate(expected) ? ENTRA_ISSUER.test(actual) : actual === expected;

/** Microsoft's issuers name the tenant by its id, whatever name the metadata URL uses. */
const MICROSOFT_EXCEPTIONS: { host: RegExp; issuer: (host: string) => RegExp }[] = [
  {
    host: /^login\.(?:microsoftonline\.(?:com|us)|partner\.microsoftonline\.cn)$/,
    issuer: (host) => new RegExp(`^https://${host.replaceAll('.', '\\.')}/${GUID}/v2\\.0$`),
  },
  {
    host: /^[a-z0-9-]+\.b2clogin\.com$/,
    issuer: (host) => new RegExp(`^https://${host.replaceAll('.', '\\.')}/(?:tfp/)?${GUID}/`),
  },
  {
    host: /^[a-z0-9-]+\.ciamlogin\.com$/,
    issuer: () => new RegExp(`^https://(${GUID})\\.ciamlogin\\.com/\\1/v2\\.0$`),
  },
];

/**
 * Whether metadata at this URL may name this issuer although the two do not match. This is allowed
 * only at Microsoft's own hosts, where the issuer names the tenant by its id, and only for another
 * tenant of the same host.
 */
export const isKnownIssuerException = (metadataUrl: URL, issuer: string): boolean => {
  if (metadataUrl.protocol !== 'https:' || metadataUrl.port !== '') return false;
  const host = metadataUrl.hostname;
  if (host === ENTRA_HOST && isEntraTemplate(issuer)) return true;
  return MICROSOFT_EXCEPTIONS.some(
    (exception) => exception.host.test(host) && exception.issuer(host).test(issuer)
  );
};
