import type { Confirmation, Connected, PollFlow } from '../../../server/src/contracts';
import { readApiError, toDetails, toErrorCode } from './apiError';
import type { ErrorCode } from './errorCodes';

/** Why it is not known yet whether the person has entered the code. */
export type DeviceTrouble = 'provider' | 'network';

/** How far a flow with a device code has come. */
export type DeviceProgress =
  | { state: 'waiting'; trouble: DeviceTrouble | null }
  | { state: 'working' }
  /** Nothing is connected until the person has answered. */
  | { state: 'confirm'; question: Confirmation }
  | { state: 'connected'; connection: Connected }
  | { state: 'denied' | 'expired' }
  | { state: 'failed'; code: ErrorCode; details?: string };

/** What a poll has shown, and how long to wait for the next one; null: no more polls. */
export interface PollResult {
  progress: DeviceProgress;
  waitSeconds: number | null;
}

const TROUBLED_WAIT_SECONDS = 10;

/** Errors that say nothing about the flow, so that the next poll may succeed. */
const PASSING: readonly ErrorCode[] = ['network', 'rate_limited'];

export const afterPoll = (data: PollFlow.Response['data']): PollResult => {
  switch (data.state) {
    case 'pending': {
      const trouble = data.isProviderFailing ? 'provider' : null;
      const waitSeconds = data.retryAfterSeconds;
      return { progress: { state: 'waiting', trouble }, waitSeconds };
    }
    case 'confirm':
      return { progress: { state: 'confirm', question: data }, waitSeconds: null };
    case 'denied':
    case 'expired':
      return { progress: { state: data.state }, waitSeconds: null };
    default:
      return { progress: { state: 'connected', connection: data }, waitSeconds: null };
  }
};

export const afterPollError = (error: unknown): PollResult => {
  const problem = readApiError(error);
  const code = toErrorCode(problem);
  if (PASSING.includes(code)) {
    const progress = { state: 'waiting', trouble: 'network' } as const;
    return { progress, waitSeconds: TROUBLED_WAIT_SECONDS };
  }
  return { progress: { state: 'failed', code, details: toDetails(problem) }, waitSeconds: null };
};

/** A time such as `9:05`. */
export const minutesAndSeconds = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
