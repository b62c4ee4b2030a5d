const NUMBERS = /^(?:C\d{2} )+/;

/** The points that a test covers: its name begins with their numbers. */
const pointsOf = ({ title }) => NUMBERS.exec(title)?.[0].trim().split(' ') ?? [];

/**
 * The state of each point. Mistakes that nobody would notice also count as failures: a point with
 * neither a test nor a reason, a point marked open that has a test, and a test of a point that does
 * not exist.
 *
 * @param {{ id: string, title: string, source: string, open?: string }[]} points
 * @param {{ title: string, status: string }[]} tests As Jest reports them; only "passed" passes.
 * @returns {{ lines: string[], passed: number, failed: number, open: number }}
 */
export function judge(points, tests) {
  const judged = points.map((point) => ({ point, ...verdictOn(point, tests) }));
  const known = points.map(({ id }) => id);
  const strangers = tests.flatMap(pointsOf).filter((id) => !known.includes(id));
  const lines = [
    ...judged.map(({ point, status, why }) => {
      const state = (why ? `${status} (${why})` : status).padEnd('passed'.length);
      return `${point.id} ${state}  ${point.title} [${point.source}]`;
    }),
    ...new Set(strangers.map((id) => `${id} failed (a test names it, but there is no such point)`)),
  ];
  const count = (wanted) => judged.filter(({ status }) => status === wanted).length;
  return {
    lines,
    passed: count('passed'),
    failed: count('failed') + new Set(strangers).size,
    open: count('open'),
  };
}

function verdictOn({ id, open }, tests) {
  const own = tests.filter((test) => pointsOf(test).includes(id));
  if (open) {
    return own.length === 0
      ? { status: 'open', why: open }
      : { status: 'failed', why: 'called open, but has a test' };
  }
  if (own.length === 0) return { status: 'failed', why: 'no test' };
  const wrong = own.filter(({ status }) => status !== 'passed').length;
  return wrong === 0
    ? { status: 'passed' }
    : { status: 'failed', why: `${wrong} of ${own.length} tests` };
}
