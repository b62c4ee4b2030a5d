import type { Owners } from '../../../../server/src/owners';
import { createClaims } from '../../../../server/src/services/refresh/claims';
import type { ClaimFilters, LeaseTerms } from '../../../../server/src/store/claims';
import type { Store } from '../../../../server/src/store';
import type { Connection } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';
import { nth, only } from '../../../support/elements';

const FILTERS: ClaimFilters = {
  status: 'active',
  dueBy: new Date(0),
  appKeys: ['mail'],
  limit: 10,
};
const LEASE_MS = 60_000;

type AreAllowed = Owners['allowed'];

/** Claims from these rows; leases are in a map, and the monotonic clock is the only one. */
const setUp = (due: readonly Connection[] = [connectionRow()]) => {
  let monotonicMs = 5_000;
  let claimTakesMs = 0;
  const leases = new Map<string, string>();
  const terms: LeaseTerms[] = [];
  const findApp = jest.fn(async (key: string) => (key === 'gone' ? null : appRow({ key })));
  const allowed = jest.fn<ReturnType<AreAllowed>, Parameters<AreAllowed>>(
    async () => (owner) => owner.kind === 'shared' || owner.id !== 'deactivated'
  );
  const store: {
    apps: Pick<Store['apps'], 'find'>;
    claims: Store['claims'];
  } = {
    apps: { find: findApp },
    claims: {
      claimDue: async (_filters, given) => {
        terms.push(given);
        for (const { uid } of due) leases.set(uid, given.leaseOwner);
        monotonicMs += claimTakesMs;
        return [...due];
      },
      release: async ({ uid }, leaseOwner) => {
        if (leases.get(uid) === leaseOwner) leases.delete(uid);
      },
    },
  };
  const clock = {
    now: (): number => {
      throw new Error('the wall clock can be set, so no lease may depend on it');
    },
    monotonicMs: () => monotonicMs,
  };
  const create = () =>
    createClaims({ clock, store: store as Pick<Store, 'apps' | 'claims'>, owners: { allowed } });
  return {
    create,
    claims: create(),
    leases,
    terms,
    findApp,
    allowed,
    passMs: (ms: number) => (monotonicMs += ms),
    makeClaimsTakeMs: (ms: number) => (claimTakesMs = ms),
  };
};

describe('a batch of claims', () => {
  it('reads each app once, and all owners together, however many connections there are', async () => {
    const due = Array.from({ length: 20 }, (_, index) =>
      connectionRow({ uid: `connection ${index}`, appKey: index % 2 === 0 ? 'mail' : 'files' })
    );
    const { claims, findApp, allowed } = setUp(due);
    const claimed = await claims.claim(FILTERS);
    expect(claimed.map(({ app }) => app?.key)).toEqual(due.map(({ appKey }) => appKey));
    expect(findApp.mock.calls).toEqual([['mail'], ['files']]);
    expect(allowed).toHaveBeenCalledTimes(1);
  });

  it('tells of each connection whether its app exists and its owner may use it', async () => {
    const { claims } = setUp([
      connectionRow({ uid: 'orphan', appKey: 'gone', owner: { kind: 'shared' } }),
      connectionRow({ uid: 'leaver', owner: { kind: 'admin', id: 'deactivated' } }),
    ]);
    const [orphan, leaver] = await claims.claim(FILTERS);
    expect(orphan).toMatchObject({ app: null, isOwnerAllowed: true });
    expect(leaver).toMatchObject({ app: { key: 'mail' }, isOwnerAllowed: false });
  });

  it('gives each connection a lease of its own', async () => {
    const { claims } = setUp([connectionRow({ uid: 'a' }), connectionRow({ uid: 'b' })]);
    const claimed = await claims.claim(FILTERS);
    nth(claimed, 0).lease.giveUp();
    expect(claimed.map(({ lease }) => lease.isGivenUp())).toEqual([true, false]);
  });
});

describe('the lease of a claim', () => {
  it('is as old as the question to the database, not as its answer', async () => {
    const { claims, makeClaimsTakeMs } = setUp();
    makeClaimsTakeMs(LEASE_MS);
    const { lease } = only(await claims.claim(FILTERS));
    expect(() => lease.assertMaySend()).toThrow('given up');
  });

  it('belongs to this process: the holder stays the same, and no other process has its name', async () => {
    const { create, claims, terms } = setUp();
    await claims.claim(FILTERS);
    await claims.claim(FILTERS);
    await create().claim(FILTERS);
    const [first, second, other] = terms.map(({ leaseOwner }) => leaseOwner);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(nth(terms, 0).leaseTtlMs).toBe(LEASE_MS);
  });
});

describe('the release of a claim', () => {
  it('frees the connection at once if no request went out, even if the claim was given up', async () => {
    const { claims, leases } = setUp();
    const claim = only(await claims.claim(FILTERS));
    claim.lease.giveUp();
    await claims.release(claim);
    expect(leases.size).toBe(0);
  });

  it('keeps the lease after a request, whose response may still arrive', async () => {
    const { claims, leases } = setUp();
    const claim = only(await claims.claim(FILTERS));
    claim.lease.assertMaySend();
    await claims.release(claim);
    expect(leases.has(claim.connection.uid)).toBe(true);
  });

  it('does not touch a lease that another process may have by now', async () => {
    const { claims, leases, passMs } = setUp();
    const claim = only(await claims.claim(FILTERS));
    passMs(LEASE_MS);
    await claims.release(claim);
    expect(leases.has(claim.connection.uid)).toBe(true);
  });
});
