import { createComplete, type CompleteParts } from './complete';
import { createConnect } from './connect';
import { createObtain, type ObtainParts } from './obtain';
import { createOutcome, type OutcomeParts } from './outcome';
import { createPoll, type PollParts } from './poll';
import { createReceive, type ReceiveParts } from './receive';
import { createStart, type StartParts } from './start';
import { createSweep, type SweepParts } from './sweep';
import { createConnectUnattended, type UnattendedParts } from './unattended';

export type { Completer } from './finish';
export type { CallbackOutcome } from './receive';
export type { Started } from './connect';
export type { FlowStart } from './prepared-start';

type AuthorizationParts = ObtainParts &
  OutcomeParts &
  ReceiveParts &
  SweepParts &
  Omit<CompleteParts, 'obtain'> &
  Omit<PollParts, 'obtain' | 'outcome'> &
  UnattendedParts &
  Omit<StartParts, 'sweep'>;

/**
 * How a connection is made. With an authorization code (RFC 6749 §4.1 with PKCE, RFC 7636), there
 * are three steps: the panel starts it, the provider redirects to the callback, and the user's own
 * session completes it. With a device code (RFC 8628), the panel starts it, and polls until the
 * person has entered the code at the provider. A grant that needs no person has one step.
 */
export const createAuthorization = (parts: AuthorizationParts) => {
  const obtain = createObtain(parts);
  const outcome = createOutcome(parts);
  const sweep = createSweep(parts);
  return {
    ...createConnect({
      addresses: parts.addresses,
      apps: parts.apps,
      start: createStart({ ...parts, sweep }),
      connectUnattended: createConnectUnattended(parts),
    }),
    ...createPoll({ ...parts, obtain, outcome }),
    receive: createReceive(parts),
    complete: createComplete({ ...parts, obtain }),
    outcome,
    sweep,
  };
};

export type Authorization = ReturnType<typeof createAuthorization>;
