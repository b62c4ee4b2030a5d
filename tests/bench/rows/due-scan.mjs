// @ts-check
// The scan for due connections, with the same number due among few rows and among many.
import { median } from '../lib/measure.mjs';
import { result } from '../lib/results.mjs';
import { startWorker } from '../lib/worker.mjs';

const FEW = 10_000;
const MANY = 1_000_000;
const DUE = 100;
const ROUNDS = 15;
const SCANS_PER_ROUND = 10;

const PROCESS = new URL('../lib/due-process.mjs', import.meta.url);

export async function measure() {
  const [few, many] = await Promise.all([startWorker(PROCESS), startWorker(PROCESS)]);
  await Promise.all([few.call('fill', FEW, DUE), many.call('fill', MANY, DUE)]);

  const costs = { few: /** @type {number[]} */ ([]), many: /** @type {number[]} */ ([]) };
  const scan = async (/** @type {import('../lib/worker.mjs').Worker} */ worker) => {
    const { ms, found } = await worker.call('scan', DUE, SCANS_PER_ROUND);
    if (found !== DUE) throw new Error(`${found} connections found, not ${DUE}`);
    return /** @type {number} */ (ms);
  };
  await Promise.all([scan(few), scan(many)]);
  for (let round = 0; round < ROUNDS; round += 1) {
    costs.few.push(await scan(few));
    costs.many.push(await scan(many));
  }
  await Promise.all([few.stop(), many.stop()]);

  return [
    result({
      name: `due scan, ${DUE} due of ${MANY.toLocaleString('en')} rows`,
      value: median(costs.many),
      unit: 'ms',
      peer: `the same of ${FEW.toLocaleString('en')} rows`,
      peerValue: median(costs.few),
      target: '≤ 2 ×',
      isMet: ({ ratio }) => ratio <= 2,
    }),
  ];
}
