import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 10;
/** Longer than anything takes here, also on a busy machine. */
const TIMEOUT_MS = 30_000;

/**
 * Polls until `isSo`. A test that waits for a fixed time instead fails on a machine that is busy.
 * @throws {Error} that names `what`, after `timeoutMs`
 */
export const until = async (
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = TIMEOUT_MS
): Promise<void> => {
  const endsAtMs = performance.now() + timeoutMs;
  while (!(await isSo())) {
    if (performance.now() > endsAtMs) throw new Error(`not within ${timeoutMs} ms: ${what}`);
    await sleep(POLL_MS);
  }
};
