import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { LEAST_RUNS, PROPERTY_RUNS } from '../support/properties/property-runs';

const TESTS = path.resolve(__dirname, '..');

/** The files that `npm test` runs. */
const sources = ['properties', 'admin', 'integration'].flatMap((folder) =>
  readdirSync(path.join(TESTS, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.test\.tsx?$/.test(name))
    .map((name) => readFileSync(path.join(TESTS, folder, name), 'utf8'))
);

describe('all properties', () => {
  it(`are tried with at least ${LEAST_RUNS} inputs`, () => {
    const total = Object.values(PROPERTY_RUNS).reduce((sum, runs) => sum + runs, 0);
    process.stderr.write(
      `${total} random inputs in ${Object.keys(PROPERTY_RUNS).length} properties\n`
    );
    expect(total).toBeGreaterThanOrEqual(LEAST_RUNS);
  });

  it.each(Object.keys(PROPERTY_RUNS))('include %s because a test tries it', (name) => {
    const use = new RegExp(`holdsFor(?:Accepted)?\\(\\s*'${name}'`);
    const uses = sources.filter((source) => use.test(source));
    expect(uses).toHaveLength(1);
  });
});
