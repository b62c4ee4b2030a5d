import { randomUUID } from 'node:crypto';

import type { Store } from '../../store';
import type { Owners } from '../../owners';
import type { App } from '../../store/apps';
import type { ClaimFilters } from '../../store/claims';
import type { Connection } from '../../store/connections';
import type { Clock } from '../runtime/clock';
import { createLease, LEASE_TTL_MS, type Lease } from './lease';

/** A due connection that this process has leased, and the facts that decide on its refresh. */
export interface Claim {
  connection: Connection;
  app: App | null;
  isOwnerAllowed: boolean;
  lease: Lease;
}

interface ClaimParts {
  clock: Clock;
  store: Pick<Store, 'apps' | 'claims'>;
  owners: Pick<Owners, 'allowed'>;
}

/** Claims due connections in batches. Reads apps and owners once per batch. */
export const createClaims = ({ clock, store, owners }: ClaimParts) => {
  const { apps, claims } = store;
  const leaseOwner = randomUUID();

  const appsOf = async (batch: readonly Connection[]): Promise<Map<string, App | null>> => {
    const keys = [...new Set(batch.map(({ appKey }) => appKey))];
    return new Map(
      await Promise.all(keys.map(async (key) => [key, await apps.find(key)] as const))
    );
  };

  return {
    async claim(filters: ClaimFilters): Promise<Claim[]> {
      const monotonicMs = () => clock.monotonicMs();
      const askedAtMs = monotonicMs();
      const batch = await claims.claimDue(filters, { leaseOwner, leaseTtlMs: LEASE_TTL_MS });
      const [byKey, isAllowed] = await Promise.all([
        appsOf(batch),
        owners.allowed(batch.map(({ owner }) => owner)),
      ]);
      return batch.map((connection) => ({
        connection,
        app: byKey.get(connection.appKey) ?? null,
        isOwnerAllowed: isAllowed(connection.owner),
        lease: createLease(monotonicMs, askedAtMs),
      }));
    },

    /** Releases the lease if no request went out, so that others need not wait until it expires. */
    async release({ connection, lease }: Claim): Promise<void> {
      if (lease.canBeReleased()) await claims.release(connection, leaseOwner);
    },
  };
};

export type Claims = ReturnType<typeof createClaims>;
