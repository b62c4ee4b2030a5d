import { createComplete, type CompleteParts } from './complete';
import { createConnect } from './connect';
import { createObtain, type ObtainParts } from './obtain';
import { createOutcome, type OutcomeParts } from './outcome';
import { createReceive, type ReceiveParts } from './receive';
import { createStart, type StartParts } from './start';
import { createSweep, type SweepParts } from './sweep';
import { createConnectUnattended, type UnattendedParts } from './unattended';

export type { Completer } from './complete';
export type { CallbackOutcome } from './receive';
export type { Started } from './connect';
export type { FlowStart } from './start';

type AuthorizationParts = ObtainParts &
  OutcomeParts &
  ReceiveParts &
  SweepParts &
  Omit<CompleteParts, 'obtain'> &
  UnattendedParts &
  Omit<StartParts, 'sweep'>;

/**
 * How a connection is made. The authorization code flow (RFC 6749 §4.1 with PKCE, RFC 7636) has
 * three steps: the panel starts it, the provider redirects to the callback, and the user's own
 * session completes it. A grant that needs no person has one.
 */
export const createAuthorization = (parts: AuthorizationParts) => {
  const obtain = createObtain(parts);
  const sweep = createSweep(parts);
  return {
    connect: createConnect({
      addresses: parts.addresses,
      apps: parts.apps,
      start: createStart({ ...parts, sweep }),
      connectUnattended: createConnectUnattended(parts),
    }),
    receive: createReceive(parts),
    complete: createComplete({ ...parts, obtain }),
    outcome: createOutcome(parts),
    sweep,
  };
};

export type Authorization = ReturnType<typeof createAuthorization>;
