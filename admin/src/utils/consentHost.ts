import type { Values } from '../../../server/src/contracts';
import { filledIn, placeholdersIn } from '../../../server/src/variables';
import { parseUrl } from './addresses';

/** The host that a browser opens for this address. Variables without a value stay as they are. */
export const consentHost = (authorizationEndpoint: string, values: Values): string => {
  const given = Object.entries(values).filter(([, text]) => text.trim() !== '');
  const address = filledIn(
    authorizationEndpoint,
    Object.fromEntries(given.map(([name, text]) => [name, text.trim()]))
  );
  const [host = ''] = address.replace(/^https?:\/\//i, '').split(/[/\\?#]/);
  // Browsers disagree about braces in a host name.
  const isComplete = placeholdersIn(address).length === 0;
  return (isComplete && parseUrl(address)?.host) || host;
};
