import type { Core } from '@strapi/strapi';

import { getService } from '../registry';

/** Ended flows are kept this long, so that a second try is told from an unknown one. */
const KEEP_ENDED_MS = 60 * 60_000;

/**
 * Deletes flows that are long over, a batch at a time: with each start, so that the table cannot
 * grow faster than it is swept, and each minute, so that nothing stays when nobody starts one.
 */
export const createSweep = ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorizationRequests } = getService(strapi, 'store');
  const clock = getService(strapi, 'clock');

  /** How many it deleted. */
  return (): Promise<number> =>
    authorizationRequests.deleteExpired(new Date(clock.now() - KEEP_ENDED_MS));
};
