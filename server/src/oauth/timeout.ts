/**
 * Runs a task with a signal that aborts after `timeoutMs` (with a `TimeoutError`) or together with
 * the caller's signal (with its reason).
 */
export const withTimeout = async <T>(
  timeoutMs: number,
  callerSignal: AbortSignal | null | undefined,
  task: (signal: AbortSignal) => Promise<T>
): Promise<T> => {
  const controller = new AbortController();
  const abort = () => controller.abort(callerSignal?.reason);
  const timer = setTimeout(
    () => controller.abort(new DOMException(`No response within ${timeoutMs} ms`, 'TimeoutError')),
    timeoutMs
  );
  if (callerSignal?.aborted) abort();
  callerSignal?.addEventListener('abort', abort, { once: true });
  try {
    return await task(controller.signal);
  } finally {
    clearTimeout(timer);
    callerSignal?.removeEventListener('abort', abort);
  }
};
