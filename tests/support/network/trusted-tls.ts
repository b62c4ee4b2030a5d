import { readFileSync } from 'node:fs';
import path from 'node:path';
import tls from 'node:tls';

const FOLDER = path.resolve(__dirname, '../../fixtures/tls');

/** Self-signed, for `provider.test` and the names under it, from 2020 to 2120. */
export const providerCertificate = {
  cert: readFileSync(path.join(FOLDER, 'certificate.pem'), 'utf8'),
  key: readFileSync(path.join(FOLDER, 'key.pem'), 'utf8'),
};

interface SecureContextWithCertificates extends tls.SecureContext {
  context: { addCACert(certificate: string): void };
}

/**
 * From now on this process trusts a certificate in addition to the usual ones, as
 * NODE_EXTRA_CA_CERTS would have it do from its start. Names and dates are checked as ever.
 * @returns ends the trust
 */
export const trustCertificate = (certificate: string): (() => void) => {
  const { createSecureContext } = tls;
  tls.createSecureContext = (options) => {
    const secureContext = createSecureContext(options) as SecureContextWithCertificates;
    secureContext.context.addCACert(certificate);
    return secureContext;
  };
  return () => {
    tls.createSecureContext = createSecureContext;
  };
};

export const trustProviderCertificate = (): (() => void) =>
  trustCertificate(providerCertificate.cert);
