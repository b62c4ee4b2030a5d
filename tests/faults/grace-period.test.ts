import { losesTheResponse, truncatesTheJson } from '../support/faults/responses';
import { FaultHouse, SECONDS_UNTIL_DUE } from '../support/faults/house';
import type { Fault } from '../support/faults/provider';
import {
  afterwards,
  NEW_TOKEN,
  play,
  refreshAhead,
  refreshBeside,
  refreshOnDemand,
  type Stage,
} from '../support/faults/stages';

const LOSSES: [string, Fault][] = [
  ['lost on its way', losesTheResponse],
  ['cut off', truncatesTheJson],
];

const STAGES: [string, Stage<string, unknown>][] = [
  ['that callers wait for', refreshOnDemand],
  ['beside callers who are served', refreshBeside],
  ['in the background', refreshAhead],
];

let faultHouse: FaultHouse;

beforeAll(async () => {
  faultHouse = await FaultHouse.open({ refreshTokenGraceSeconds: 60 });
}, 120_000);

afterAll(() => faultHouse?.close());

afterEach(() => jest.restoreAllMocks());

describe('the grace period of a provider, in which nothing is lost', () => {
  describe.each(LOSSES)('when the response is %s', (_loss, fault) => {
    it.each(STAGES)('at a refresh %s', async (_refresh, stage) => {
      const { app } = await play(faultHouse, stage, fault, SECONDS_UNTIL_DUE);
      expect(await app.row()).toMatchObject({ status: 'active', failureCount: 1 });
      expect(await afterwards(app)).toBe(NEW_TOKEN);
      expect(app.provider.token.requests).toBe(2);
    });
  });
});
