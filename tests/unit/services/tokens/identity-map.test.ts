import type { Owner } from '../../../../server/src/owners/kinds';
import { createIdentityMap } from '../../../../server/src/services/tokens/identity-map';

const OWNERS: Owner[] = [
  { kind: 'shared' },
  { kind: 'admin', id: 'default' },
  { kind: 'admin', id: 'jane' },
  { kind: 'user', id: 'jane' },
];

const IDENTITIES = ['mail', 'jane'].flatMap((appKey) =>
  ['default', 'jane', ''].flatMap((account) => OWNERS.map((owner) => ({ appKey, owner, account })))
);

const filled = () => {
  const map = createIdentityMap<number>();
  for (const [index, identity] of IDENTITIES.entries()) map.set(identity, index);
  return map;
};

describe('a map by connection', () => {
  it('distinguishes every app, owner and account', () => {
    const map = filled();
    expect(IDENTITIES.map((identity) => map.get(identity))).toEqual([...IDENTITIES.keys()]);
  });

  it.each(IDENTITIES.map((identity) => [JSON.stringify(identity), identity] as const))(
    'deletes %s and nothing else',
    (_name, identity) => {
      const map = filled();
      map.delete(identity);
      const left = IDENTITIES.filter((one) => map.get(one) !== undefined);
      expect(left).toEqual(IDENTITIES.filter((one) => one !== identity));
    }
  );

  it.each(['mail', 'jane'])('finds what belongs to the app %s, and nothing else', (appKey) => {
    const map = filled();
    const expected = IDENTITIES.filter((one) => one.appKey === appKey).map((one) => map.get(one));
    expect(map.ofApp(appKey)).toHaveLength(expected.length);
    expect(new Set(map.ofApp(appKey))).toEqual(new Set(expected));
  });

  it.each(OWNERS.map((owner) => [JSON.stringify(owner), owner] as const))(
    'finds what belongs to %s, and nothing else',
    (_name, owner) => {
      const map = filled();
      const expected = IDENTITIES.filter((one) => one.owner === owner).map((one) => map.get(one));
      expect(map.ofOwner(owner)).toHaveLength(expected.length);
      expect(new Set(map.ofOwner(owner))).toEqual(new Set(expected));
    }
  );

  it('ignores the deletion of what was never there', () => {
    const map = createIdentityMap<number>();
    for (const identity of IDENTITIES) map.delete(identity);
    expect(map.get({ appKey: 'mail', owner: { kind: 'shared' }, account: 'default' })).toBe(
      undefined
    );
  });
});
