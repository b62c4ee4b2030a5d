import type { SeenRequest } from '../../network/http-server';
import { demand } from '../authorization-server/checks';
import type { ApiHabits } from './habits';
import type { DeviatingProvider } from './provider';

const tokenIn = ({ header, scheme }: ApiHabits, { headers }: SeenRequest): string => {
  const sent = String(headers[header] ?? '');
  if (scheme === null) return sent;
  return sent.startsWith(`${scheme} `) ? sent.slice(scheme.length + 1) : '';
};

/** The token of a request. It is in the one header that is meant for it, and nowhere else. */
export const demandToken = (
  { habits: { api }, grants }: DeviatingProvider,
  request: SeenRequest
): string => {
  const { headers, path } = request;
  const strayed = headers.authorization !== undefined && api.header !== 'authorization';
  demand(!strayed && !path.includes('?'), 'invalid_request', { violation: 'the token strayed' });
  const token = tokenIn(api, request);
  const violation = token === '' || token.includes(' ') ? `no token in ${api.header}` : undefined;
  demand(grants.isAlive(token), 'invalid_token', { status: 401, violation });
  const wrong = Object.entries(api.headers).find(([name, value]) => headers[name] !== value);
  const about = `${wrong?.[0]} is not ${wrong?.[1]}`;
  demand(wrong === undefined, 'invalid_request', { violation: about });
  return token;
};
