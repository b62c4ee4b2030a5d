import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import {
  requestLocation,
  SPENT,
  toRequest,
  type AuthorizationRequest,
  type RequestRow,
} from './authorization-requests';
import type { ObtainedGrant } from './connections';
import type { Secrets } from './secrets';

/** A grant that waits until the user who completes its flow confirms it. */
export interface HeldGrant {
  obtained: ObtainedGrant;
  /** What it replaces, as shown to the user. */
  replaces: string;
}

/** The maximum number of rows that one call reads. */
const BATCH_SIZE = 100;

const parseHeld = (text: string): HeldGrant => {
  const { obtained, replaces } = JSON.parse(text);
  const { expiresAt, connectedAt } = obtained;
  const dates = {
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
    connectedAt: new Date(connectedAt),
  };
  return { obtained: { ...obtained, ...dates }, replaces };
};

/** Grants that are not stored yet, sealed in the rows of their flows. */
export const createHeldGrantStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.authorizationRequest);

  const list = async (where: object): Promise<AuthorizationRequest[]> => {
    const rows: RequestRow[] = await query().findMany({
      where: { ...where, status: 'confirming' },
      limit: BATCH_SIZE,
    });
    return rows.map(toRequest);
  };

  return {
    /**
     * Keeps the code verifier: it lets the same response of the provider lead back to the question.
     * @throws {ConnectedAppsError} `key_unavailable`
     */
    async hold(request: AuthorizationRequest, held: HeldGrant): Promise<boolean> {
      const { uid } = request;
      const { count } = await query().updateMany({
        where: { uid, status: 'exchanging' },
        data: {
          status: 'confirming',
          nonce: null,
          receivedParams: null,
          deviceCode: null,
          heldGrant: secrets.seal(JSON.stringify(held), requestLocation(request, 'heldGrant')),
        },
      });
      return count === 1;
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    open: (request: AuthorizationRequest): HeldGrant =>
      parseHeld(secrets.open(request.sealedHeldGrant ?? '', requestLocation(request, 'heldGrant'))),

    /**
     * Takes the grant out of the row, to store it (`exchanging`) or to revoke it (`failed`). Of
     * concurrent callers, one succeeds. False if another caller has it.
     */
    async take({ uid }: AuthorizationRequest, status: 'exchanging' | 'failed'): Promise<boolean> {
      const { count } = await query().updateMany({
        where: { uid, status: 'confirming' },
        data: { status, ...SPENT },
      });
      return count === 1;
    },

    listOfApp: (appKey: string) => list({ appKey }),

    listExpired: (now: Date) => list({ expiresAt: { $lte: now.getTime() } }),
  };
};

export type HeldGrantStore = ReturnType<typeof createHeldGrantStore>;
