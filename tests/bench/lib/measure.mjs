// @ts-check

export function median(/** @type {number[]} */ values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How long it takes, in milliseconds. */
export async function elapsedMs(/** @type {() => unknown} */ work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/**
 * The cost of one operation of each subject, in microseconds: the median of several rounds. A
 * round runs all subjects one after the other, so that a busy machine slows down all of them.
 *
 * @template {string} Name
 * @param {Record<Name, { iterations: number, run: (iterations: number) => unknown }>} subjects
 * @param {{ rounds?: number }} [options]
 * @returns {Promise<Record<Name, number>>}
 */
export async function compare(subjects, { rounds = 15 } = {}) {
  const entries = /** @type {[Name, { iterations: number, run: (n: number) => unknown }][]} */ (
    Object.entries(subjects)
  );
  const costs = Object.fromEntries(entries.map(([name]) => [name, /** @type {number[]} */ ([])]));
  for (const [, { iterations, run }] of entries) await run(iterations);
  for (let round = 0; round < rounds; round += 1) {
    const inTurn = round % 2 ? entries : [...entries].reverse();
    for (const [name, { iterations, run }] of inTurn) {
      const ms = await elapsedMs(() => run(iterations));
      costs[name].push((ms * 1_000) / iterations);
    }
  }
  return /** @type {Record<Name, number>} */ (
    Object.fromEntries(entries.map(([name]) => [name, median(costs[name])]))
  );
}
