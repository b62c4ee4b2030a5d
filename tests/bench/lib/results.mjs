// @ts-check

/**
 * One figure, compared to a peer's. `target` and `met` are null if the issue sets no limit and the
 * figure is for information only.
 *
 * @typedef {object} Result
 * @property {string} name
 * @property {number} value
 * @property {string} unit
 * @property {string} peer
 * @property {number} peerValue
 * @property {number} ratio `value / peerValue`
 * @property {string | null} target
 * @property {boolean | null} met
 */

/**
 * @param {Pick<Result, 'name' | 'value' | 'unit' | 'peer' | 'peerValue'> & {
 *   target?: string,
 *   isMet?: (result: { value: number, peerValue: number, ratio: number }) => boolean,
 * }} figure
 * @returns {Result}
 */
export function result({ name, value, unit, peer, peerValue, target, isMet }) {
  const ratio = value / peerValue;
  const met = isMet ? isMet({ value, peerValue, ratio }) : null;
  return { name, value, unit, peer, peerValue, ratio, target: target ?? null, met };
}

const digits = (/** @type {number} */ value) => {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
};

/** Small ratios as a fraction: `1/250` says more than `0.004`. */
const asRatio = (/** @type {number} */ ratio) =>
  ratio > 0 && ratio < 0.1 ? `1/${digits(Math.round(1 / ratio))}` : digits(ratio);

const verdict = (/** @type {boolean | null} */ met) => (met === null ? '' : met ? 'met' : 'MISSED');

/** @param {Result[]} results @returns {string} */
export function table(results) {
  const rows = results.map(({ name, value, unit, peer, peerValue, ratio, target, met }) => [
    name,
    `${digits(value)} ${unit}`,
    peer,
    `${digits(peerValue)} ${unit}`,
    asRatio(ratio),
    target ?? '',
    verdict(met),
  ]);
  const all = [['what', 'value', 'peer', 'its value', 'ratio', 'must reach', ''], ...rows];
  const widths = all[0].map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const lines = all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd()
  );
  return [lines[0], widths.map((width) => '─'.repeat(width)).join('  '), ...lines.slice(1)].join(
    '\n'
  );
}
