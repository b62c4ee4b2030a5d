import type { AppInput } from './contracts';
import type { Endpoint } from './endpoints';

/**
 * `vouches`: identifies an account, or the client that the tokens belong to. Another value means
 * another client.
 * `receives`: gets tokens or the client secret. Another address means another recipient; none means
 * no recipient.
 * `guards`: determines how the client authenticates, and which checks a response must pass.
 * `points`: where plugins may send tokens, and where an admin gets all of the above from.
 */
export type DestinationRole = 'vouches' | 'receives' | 'guards' | 'points';

/**
 * The destinations of an app: everything that receives a token, a code or the secret, or that
 * vouches for an identity. Changing one needs a separate permission.
 */
export const DESTINATIONS = {
  discoveryUrl: 'points',
  issuer: 'vouches',
  authorizationEndpoint: 'vouches',
  deviceAuthorizationEndpoint: 'vouches',
  tokenEndpoint: 'vouches',
  jwksUri: 'vouches',
  secondTokenEndpoint: 'receives',
  refreshEndpoint: 'receives',
  pushedAuthorizationRequestEndpoint: 'receives',
  revocationEndpoint: 'receives',
  introspectionEndpoint: 'receives',
  userinfoEndpoint: 'receives',
  clientId: 'vouches',
  clientAuthMethod: 'guards',
  capabilities: 'guards',
  protocol: 'guards',
  variables: 'vouches',
  apiOrigins: 'points',
} as const satisfies Record<Endpoint, DestinationRole> &
  Partial<Record<keyof AppInput, DestinationRole>>;

export type Destination = keyof typeof DESTINATIONS;

/** What decides who receives the client's authentication. */
export const CLIENT_RECIPIENTS = [
  'pushedAuthorizationRequestEndpoint',
  'tokenEndpoint',
  'refreshEndpoint',
  'secondTokenEndpoint',
  'revocationEndpoint',
  'introspectionEndpoint',
  'variables',
] as const satisfies readonly Destination[];

export const DESTINATION_NAMES = Object.keys(DESTINATIONS) as Destination[];
