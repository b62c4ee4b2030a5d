import { createComplete, type CompleteParts } from './complete';
import { createObtain, type ObtainParts } from './obtain';
import { createOutcome, type OutcomeParts } from './outcome';
import { createReceive, type ReceiveParts } from './receive';
import { createStart, type StartParts } from './start';
import { createSweep, type SweepParts } from './sweep';

export type { Completer } from './complete';
export type { CallbackOutcome } from './receive';
export type { FlowStart } from './start';

type AuthorizationParts = ObtainParts &
  OutcomeParts &
  ReceiveParts &
  SweepParts &
  Omit<CompleteParts, 'obtain'> &
  Omit<StartParts, 'sweep'>;

/**
 * The authorization code flow (RFC 6749 §4.1 with PKCE, RFC 7636), in three steps: the panel
 * starts it, the provider redirects to the callback, and the user's own session completes it.
 */
export const createAuthorization = (parts: AuthorizationParts) => {
  const obtain = createObtain(parts);
  const sweep = createSweep(parts);
  return {
    start: createStart({ ...parts, sweep }),
    receive: createReceive(parts),
    complete: createComplete({ ...parts, obtain }),
    outcome: createOutcome(parts),
    sweep,
  };
};

export type Authorization = ReturnType<typeof createAuthorization>;
