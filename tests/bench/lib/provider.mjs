// @ts-check
import { startWorker } from './worker.mjs';

export const CLIENT_ID = 'bench';
export const CLIENT_SECRET = 'bench-secret';

/**
 * @typedef {object} TokenResponseBody
 * @property {string} access_token
 * @property {string} refresh_token
 * @property {number} expires_in
 *
 * @typedef {object} ProviderSettings
 * @property {number} latencyMs
 * @property {number} expiresInSeconds
 * @property {number} graceMs
 *
 * @typedef {object} ProviderCounts
 * @property {number} tokenRequests
 * @property {number} granted
 * @property {number} reused
 * @property {number} faulty
 * @property {number} mostAtOnce the most requests in flight at the same time
 * @property {number} leastRefreshes
 * @property {number} revokedFamilies
 *
 * @typedef {Awaited<ReturnType<typeof startProvider>>} Provider
 */

/**
 * The token endpoint of `provider-process.mjs` on a free port of the loopback interface.
 *
 * @param {Partial<ProviderSettings>} [settings]
 */
export async function startProvider(settings = {}) {
  const worker = await startWorker(new URL('./provider-process.mjs', import.meta.url));
  await worker.call('set', settings);
  return {
    /** @type {string} */
    origin: await worker.call('origin'),
    /** @type {(changes: Partial<ProviderSettings>) => Promise<void>} */
    set: (changes) => worker.call('set', changes),
    /** @type {(shares: import('./faults.mjs').FaultShares) => Promise<void>} */
    setFaults: (shares) => worker.call('setFaults', shares),
    /** @type {(accounts: string[]) => Promise<TokenResponseBody[]>} */
    issue: (accounts) => worker.call('issue', accounts),
    /** @type {() => Promise<ProviderCounts>} */
    counts: () => worker.call('counts'),
    /** @type {() => Promise<void>} */
    resetCounts: () => worker.call('resetCounts'),
    stop: worker.stop,
  };
}

/** The account and the expiry of an access token that this provider issued. */
export function readAccessToken(/** @type {string} */ accessToken) {
  const [, account, , expiresAtMs] = accessToken.split('~');
  return { account, expiresAtMs: Number(expiresAtMs) };
}
