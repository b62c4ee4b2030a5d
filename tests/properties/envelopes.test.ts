import { seal } from '../../server/src/crypto/secret-box';

const ENVELOPES = 100_000;

describe('the secret box', () => {
  it('uses a new IV for each of 100,000 envelopes', () => {
    const key = Buffer.alloc(32, 7);
    const location = { table: 'connections', uid: 'row-1', field: 'accessToken' };
    const ivs = new Set<string | undefined>();
    for (let i = 0; i < ENVELOPES; i += 1) ivs.add(seal(key, 'key-1', 'x', location).split('.')[2]);
    expect(ivs.size).toBe(ENVELOPES);
  });
});
