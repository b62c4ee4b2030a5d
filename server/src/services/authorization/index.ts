import type { Core } from '@strapi/strapi';

import { createComplete } from './complete';
import { createReceive } from './receive';
import { createStart } from './start';
import { createSweep } from './sweep';

export type { Completer } from './complete';
export type { CallbackOutcome } from './receive';
export type { FlowStart } from './start';

/**
 * The authorization code flow (RFC 6749 §4.1 with PKCE, RFC 7636), in three steps: the panel
 * starts it, the provider comes back to the callback, and the user's own session completes it.
 */
export const createAuthorization = ({ strapi }: { strapi: Core.Strapi }) => ({
  start: createStart({ strapi }),
  receive: createReceive({ strapi }),
  complete: createComplete({ strapi }),
  sweep: createSweep({ strapi }),
});

export type Authorization = ReturnType<typeof createAuthorization>;
