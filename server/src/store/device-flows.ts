import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import { requestLocation, type AuthorizationRequest } from './authorization-requests';
import type { Secrets } from './secrets';

/** A flow that waits until its person has entered the code at the provider. */
export interface DeviceFlow extends AuthorizationRequest {
  pollIntervalSeconds: number;
  nextPollAt: Date;
}

/** Whether the flow has, or had, a device code. */
export const isDeviceFlow = (request: AuthorizationRequest): request is DeviceFlow =>
  request.pollIntervalSeconds !== null && request.nextPollAt !== null;

type Schedule = Pick<DeviceFlow, 'pollIntervalSeconds' | 'nextPollAt'>;

/** The polling of flows with a device code (RFC 8628). Their rows are authorization requests. */
export const createDeviceFlowStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.authorizationRequest);

  /** Compare-and-swap on the next poll's time, which changes with each poll. */
  const change = async ({ uid, nextPollAt }: DeviceFlow, data: object): Promise<boolean> => {
    const where = { uid, status: 'pending', nextPollAt: nextPollAt.getTime() };
    const { count } = await query().updateMany({ where, data });
    return count === 1;
  };

  const reschedule = async (
    flow: DeviceFlow,
    { pollIntervalSeconds, nextPollAt }: Schedule
  ): Promise<DeviceFlow | null> => {
    const data = { pollIntervalSeconds, nextPollAt: nextPollAt.getTime() };
    return (await change(flow, data)) ? { ...flow, pollIntervalSeconds, nextPollAt } : null;
  };

  return {
    /** @throws {ConnectedAppsError} `key_unavailable` */
    openDeviceCode: (flow: AuthorizationRequest): string =>
      secrets.open(flow.sealedDeviceCode ?? '', requestLocation(flow, 'deviceCode')),

    /** Plans the next poll. Null if another caller has done so, or the flow has moved on. */
    reschedule,

    /** The flow as it is exchanged; null if it has moved on. The code has been used up. */
    async startExchange(
      flow: DeviceFlow,
      completedBy: string
    ): Promise<AuthorizationRequest | null> {
      const moved = { status: 'exchanging', completedBy } as const;
      const isFirst = await change(flow, { ...moved, deviceCode: null });
      return isFirst ? { ...flow, ...moved, sealedDeviceCode: null } : null;
    },
  };
};

export type DeviceFlowStore = ReturnType<typeof createDeviceFlowStore>;
