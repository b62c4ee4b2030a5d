import { judge } from '../../../scripts/lib/checklist.mjs';
import { points } from '../../checklist/points.mjs';

const POINTS = [
  { id: 'C01', title: 'one', source: '1 §1' },
  { id: 'C02', title: 'two', source: '2 §2', open: 'not built' },
];

const test = (title: string, status = 'passed') => ({ title, status });

describe('the checklist report', () => {
  it('has 58 points in their order', () => {
    const ids = Array.from({ length: 58 }, (_, index) => `C${String(index + 1).padStart(2, '0')}`);
    expect(points.map(({ id }) => id)).toEqual(ids);
  });

  it('says passed or open, one line per point', () => {
    expect(judge(POINTS, [test('C01 it holds'), test('something else')])).toEqual({
      lines: ['C01 passed  one [1 §1]', 'C02 open (not built)  two [2 §2]'],
      passed: 1,
      failed: 0,
      open: 1,
    });
  });

  it('counts a test for every point that its name starts with', () => {
    const both = POINTS.map(({ open: _open, ...point }) => point);
    expect(judge(both, [test('C01 C02 it holds, unlike C03')])).toMatchObject({ passed: 2 });
  });

  const wrong: [string, ReturnType<typeof test>[]][] = [
    ['one of several tests fails', [test('C01 a'), test('C01 b', 'failed')]],
    ['a test is left out', [test('C01 a', 'pending')]],
    ['a point has neither a test nor a reason', []],
    ['an open point has a test', [test('C01 a'), test('C02 b')]],
    ['a test names a point that there is not', [test('C01 a'), test('C59 b')]],
  ];

  it.each(wrong)('fails when %s', (_case, tests) => {
    expect(judge(POINTS, tests).failed).toBe(1);
  });
});
