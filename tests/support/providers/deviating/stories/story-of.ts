import type { Settings } from '../deviating-app';
import { SCOPES } from '../consent-page';
import { SCOPE_OF_EVERYONE } from '../grants';
import type { Habits } from '../habits';
import type { Ending, Expected } from '../story';

/** A provider, and what an admin enters for it. */
export interface Story {
  /** Completes "a provider that …". */
  habit: string;
  habits: Partial<Habits>;
  settings: Settings;
  expected: Expected;
  /** Where the story ends for an app with standard settings. */
  standard: Ending;
  /** Where it ends if this one setting is standard. */
  without: Record<string, Ending>;
}

export const EXPECTED: Expected = {
  account: { id: null, name: null },
  scopes: [...SCOPES, SCOPE_OF_EVERYONE],
  refusal: 'client_blocked',
};

/** Where a provider ends it that does not accept what the client sent. */
export const refusedAt = (at: string, reason: string, violation: string): Ending => ({
  at,
  code: 'provider_rejected',
  reason,
  violation,
});

export const refusedInCallback = (violation: string): Ending => ({
  at: 'callback',
  code: 'provider_rejected',
  violation,
});

export const notTheClient = (proof: string): Ending =>
  refusedAt('exchange', 'invalid_client', `not the client, by ${proof}`);
