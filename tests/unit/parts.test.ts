import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const SERVICES = path.resolve(__dirname, '../../server/src/services');
const TESTS = path.resolve(__dirname, 'services');
/** A shorter part is shown by the tests of those that use it. */
const MIN_LINES = 60;

const lineCount = (file: string) => readFileSync(file, 'utf8').split('\n').length - 1;

it('every part of 60 lines or more has a unit test of its name', () => {
  const parts = readdirSync(SERVICES, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && lineCount(path.join(SERVICES, file)) >= MIN_LINES
  );
  const testOf = (part: string) => path.join(TESTS, part.replace(/\.ts$/, '.test.ts'));
  expect(parts.length).toBeGreaterThan(30);
  expect(parts.filter((part) => !existsSync(testOf(part)))).toEqual([]);
});
