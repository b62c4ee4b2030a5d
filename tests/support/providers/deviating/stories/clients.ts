import type { ClientAuthMethod } from '../../../../../server/src/oauth/client-auth-methods';
import type { ClientProof } from '../habits';
import { EXPECTED, notTheClient, type Story } from './story-of';

const recognizes = (habit: string, proof: ClientProof, method: ClientAuthMethod): Story => ({
  habit,
  habits: { proof },
  settings: { clientAuthMethod: method },
  expected: EXPECTED,
  standard: notTheClient(proof),
  without: { clientAuthMethod: notTheClient(proof) },
});

export const CLIENT_STORIES: Story[] = [
  recognizes('does not decode HTTP Basic', 'basic as it is', 'client_secret_basic_unencoded'),
  recognizes(
    'wants the secret as the user name',
    'secret as the user name',
    'client_secret_as_username'
  ),
  recognizes(
    'wants the secret in header and body',
    'header and body',
    'client_secret_basic_and_post'
  ),
];
