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
 * Makes this process trust an additional certificate from now on, as NODE_EXTRA_CA_CERTS does from
 * the start. Names and dates are still checked.
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
