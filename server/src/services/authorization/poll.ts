import type { ConnectedAppsErrorCode } from '../../errors/connected-apps-error';
import type { PollFlow } from '../../contracts';
import { isConnectedAppsError } from '../../errors/connected-apps-error';
import type { DevicePoll, TokenResult } from '../../oauth/client';
import { isTransient } from '../../oauth/errors/translate-error';
import { REQUEST_TIMEOUT_MS } from '../../oauth/limits';
import type { Store } from '../../store';
import type { App } from '../../store/apps';
import { isDeviceFlow, type DeviceFlow } from '../../store/device-flows';
import { valuesOf, type Values } from '../../variables';
import type { Apps } from '../apps/apps';
import type { ProviderClients } from '../apps/provider-clients';
import type { Log } from '../runtime/log';
import { createFinish, type Completer, type FinishParts } from './finish';
import { flowInvalid, logEnd, unchangedApp } from './flow';
import type { Held } from './held';
import { issuedGrant, type Obtain } from './obtain';
import type { Outcome } from './outcome';
import type { StoreGrant } from './store-grant';

type PollOutcome = PollFlow.Response['data'];

/**
 * While a poll is in flight, nobody else polls: a second one would find the code used up. This is
 * longer than a poll takes, with the other client secret and the signing keys. After a crash, the
 * flow goes on as late as this.
 */
const POLL_LEASE_MS = 4 * REQUEST_TIMEOUT_MS;

/** RFC 8628 §3.5, `slow_down`. */
const SLOW_DOWN_SECONDS = 5;

/** The interval doubles with each failure, up to this. */
const MAX_BACKOFF_SECONDS = 30;

/** What these errors of a poll mean for the person. */
const ENDS: Partial<Record<ConnectedAppsErrorCode, 'denied' | 'expired'>> = {
  flow_invalid: 'denied',
  flow_expired: 'expired',
};

export interface PollParts extends Omit<FinishParts, 'store' | 'held' | 'storeGrant'> {
  log: Log;
  store: FinishParts['store'] & {
    authorizationRequests: Pick<Store['authorizationRequests'], 'findByUid'>;
    deviceFlows: Store['deviceFlows'];
  };
  apps: Pick<Apps, 'get'>;
  providerClients: Pick<ProviderClients, 'clientFor'>;
  obtain: Pick<Obtain, 'accept'>;
  outcome: Outcome;
  storeGrant: Pick<StoreGrant, 'discard' | 'store'>;
  held: FinishParts['held'] & Pick<Held, 'askAgain'>;
}

/** A poll that got the tokens. */
interface Granted {
  tokens: TokenResult;
  values: Values;
  connectedAt: Date;
}

/**
 * The steps of a flow with a device code after its start (RFC 8628). The person's own session asks
 * for them, again and again, and whoever asks first sends the poll that is due.
 */
export const createPoll = (parts: PollParts) => {
  const { clock, log, apps, appFaults, providerClients, obtain, outcome, held, storeGrant } = parts;
  const { authorizationRequests, deviceFlows } = parts.store;
  const finish = createFinish(parts);

  const flowOf = async (uid: string, adminId: string): Promise<DeviceFlow> => {
    const request = await authorizationRequests.findByUid(uid);
    if (request && isDeviceFlow(request) && request.startedBy === adminId) return request;
    throw flowInvalid('This code belongs to no flow of yours. Connect again.');
  };

  const pending = (
    { nextPollAt, pollIntervalSeconds }: DeviceFlow,
    isProviderFailing = false
  ): PollOutcome => {
    const seconds = Math.max(1, Math.ceil((nextPollAt.getTime() - clock.now()) / 1_000));
    // A poll in flight has the lease. Its outcome is known long before the lease ends.
    const retryAfterSeconds = isProviderFailing ? seconds : Math.min(seconds, pollIntervalSeconds);
    return { state: 'pending', retryAfterSeconds, isProviderFailing };
  };

  const endAs = async (flow: DeviceFlow, state: 'denied' | 'expired'): Promise<PollOutcome> => {
    await finish.end(flow);
    return { state, appKey: flow.appKey };
  };

  /** Ends the lease of this poll, and sets the time of the next one. */
  const release = async (
    flow: DeviceFlow,
    pollIntervalSeconds: number,
    { waitSeconds = pollIntervalSeconds, isProviderFailing = false } = {}
  ): Promise<PollOutcome> => {
    const next = {
      pollIntervalSeconds,
      nextPollAt: new Date(clock.now() + waitSeconds * 1_000),
    };
    await deviceFlows.reschedule(flow, next);
    return pending({ ...flow, ...next }, isProviderFailing);
  };

  /** RFC 8628 §3.5: a client must poll less often after a failure. */
  const backOff = (flow: DeviceFlow, retryAfterSeconds = 0): Promise<PollOutcome> => {
    const { pollIntervalSeconds: before } = flow;
    const interval = Math.max(before, Math.min(before * 2, MAX_BACKOFF_SECONDS));
    const waitSeconds = Math.max(interval, retryAfterSeconds);
    return release(flow, interval, { waitSeconds, isProviderFailing: true });
  };

  const afterError = async (flow: DeviceFlow, app: App, error: unknown): Promise<PollOutcome> => {
    if (isTransient(error)) return backOff(flow, error.retryAfterSeconds);
    const end = isConnectedAppsError(error) ? ENDS[error.code] : undefined;
    if (end !== undefined) return endAs(flow, end);
    await appFaults.recordRefusedConnect(app, error);
    throw error;
  };

  /** Stores the grant once. If somebody has cancelled the flow, the grant is revoked instead. */
  const accept = async (
    flow: DeviceFlow,
    app: App,
    { tokens, values, connectedAt }: Granted,
    completedBy: string
  ) => {
    const issued = issuedGrant(tokens, values, connectedAt);
    let isOurs = false;
    try {
      const request = await deviceFlows.startExchange(flow, completedBy);
      if (!request) throw flowInvalid('This flow has ended in the meantime.', flow.appKey);
      isOurs = true;
      return await finish.spend(request, app, () => obtain.accept(request, app, tokens, issued));
    } finally {
      if (!isOurs) await storeGrant.discard(flow, app, issued);
    }
  };

  const ask = async (due: DeviceFlow, app: App, completer: Completer): Promise<PollOutcome> => {
    if (due.nextPollAt.getTime() > clock.now()) return pending(due);
    const values = valuesOf(due.variableValues);
    const client = await providerClients.clientFor(app, values);
    const deviceCode = deviceFlows.openDeviceCode(due);
    const { pollIntervalSeconds, scopes: scopesRequested } = due;
    const connectedAt = new Date(clock.now());
    const nextPollAt = new Date(connectedAt.getTime() + POLL_LEASE_MS);
    const flow = await deviceFlows.reschedule(due, { pollIntervalSeconds, nextPollAt });
    if (!flow) return pending({ ...due, nextPollAt });
    let answer: DevicePoll;
    try {
      answer = await client.pollDevice({ deviceCode, scopesRequested });
    } catch (error) {
      return afterError(flow, app, error);
    }
    if (answer.state !== 'granted') {
      const more = answer.state === 'slow_down' ? SLOW_DOWN_SECONDS : 0;
      return release(flow, pollIntervalSeconds + more);
    }
    const granted = { tokens: answer.tokens, values, connectedAt };
    return finish.conclude(flow, app, completer, () =>
      accept(flow, app, granted, completer.adminId)
    );
  };

  const goOn = async (
    flow: DeviceFlow,
    completer: Completer,
    confirm: boolean
  ): Promise<PollOutcome> => {
    await finish.assertMayComplete(flow, completer);
    if (flow.expiresAt.getTime() <= clock.now()) return endAs(flow, 'expired');
    const app = await unchangedApp(apps, flow);
    if (flow.status === 'pending') return ask(flow, app, completer);
    if (!confirm) return held.askAgain(flow, app);
    return finish.conclude(flow, app, completer, () => finish.confirmHeld(flow, app));
  };

  /** The response that connected may have been lost on its way to the panel. */
  const resultAgain = async ({ uid, appKey }: DeviceFlow, adminId: string) => {
    const known = await outcome(uid, adminId);
    if (known.state === 'connected') return known.connection;
    throw flowInvalid('This flow has already ended. Connect again.', appKey);
  };

  const poll = async (uid: string, completer: Completer, confirm = false): Promise<PollOutcome> => {
    const flow = await flowOf(uid, completer.adminId);
    const isExpired = flow.expiresAt.getTime() <= clock.now();
    if (flow.status === 'exchanging' && !isExpired) return pending(flow);
    if (flow.status !== 'pending' && flow.status !== 'confirming') {
      return resultAgain(flow, completer.adminId);
    }
    try {
      return await goOn(flow, completer, confirm);
    } catch (error) {
      await finish.end(flow);
      logEnd(log, flow.appKey, error);
      throw error;
    }
  };

  return {
    /**
     * Sends one poll to the provider if one is due, and stores the connection or asks the person
     * first. `confirm` connects what the person was asked about. A failure ends the flow, unless the
     * provider may respond later.
     * @throws {ConnectedAppsError} `flow_invalid`, `owner_not_allowed`, `provider_rejected`,
     *   `app_not_found`, `app_disabled`, `key_unavailable`
     */
    poll,

    /** Ends the flow, and revokes a grant that waits for a confirmation. */
    async cancel(uid: string, adminId: string): Promise<{ appKey: string }> {
      const flow = await flowOf(uid, adminId);
      if (flow.status === 'pending' || flow.status === 'confirming') await finish.end(flow);
      return { appKey: flow.appKey };
    },
  };
};
