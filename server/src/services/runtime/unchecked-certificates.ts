import { PLUGIN_ID } from '../../constants';
import type { Log } from './log';

/** Whether Node.js accepts any certificate, so that nobody knows who responds. */
export const areCertificatesUnchecked = (): boolean =>
  process.env.NODE_TLS_REJECT_UNAUTHORIZED === '0';

/**
 * Logs one line at boot if Node.js accepts any certificate: anybody on the network path can then
 * read tokens and secrets.
 */
export const warnOfUncheckedCertificates = ({ log }: { log: Log }): void => {
  if (!areCertificatesUnchecked()) return;
  log.warn(
    `${PLUGIN_ID}: NODE_TLS_REJECT_UNAUTHORIZED is 0, so no certificate is verified, and anybody ` +
      'in between can read tokens and client secrets. Remove it from the environment and restart Strapi. ' +
      'For a certificate authority of your own, name its certificate in NODE_EXTRA_CA_CERTS.'
  );
};
