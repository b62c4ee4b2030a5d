import type { SeenRequest } from '../../support/network/http-server';
import {
  demand,
  demandOnce,
  Refusal,
  required,
} from '../../support/providers/authorization-server/checks';
import type { RequestStyle } from '../../support/providers/deviating/habits';
import { parametersOf } from '../../support/providers/deviating/parameters';
import type { ClientRequests, Demands, Names, Wanted } from '../service';

const isWanted = (wanted: Wanted, value: string): boolean =>
  typeof wanted === 'string' ? value === wanted : wanted.test(value);

export const demandParams = (demands: Demands, params: URLSearchParams): void => {
  for (const [name, wanted] of Object.entries(demands)) {
    const violation = `${name} is not ${wanted}`;
    demand(isWanted(wanted, required(params, name)), 'invalid_request', { violation });
  }
};

/** Whether a service that can do without these gets all of them. */
export const isMet = (demands: Demands, params: URLSearchParams): boolean =>
  Object.entries(demands).every(([name, wanted]) => isWanted(wanted, params.get(name) ?? ''));

export const demandHeaders = (demands: Demands, { headers }: SeenRequest): void => {
  for (const [name, wanted] of Object.entries(demands)) {
    const violation = `the header ${name} is not ${wanted}`;
    demand(isWanted(wanted, String(headers[name] ?? '')), 'invalid_request', { violation });
  }
};

/**
 * The parameters under their standard names. Where a service has a name of its own, it does not
 * know the standard one.
 */
export const underStandardNames = (params: URLSearchParams, names: Names): URLSearchParams => {
  demandOnce(params);
  const own = Object.entries(names);
  const refused = own.find(([name, other]) => other === null && params.has(name))?.[0];
  const violation = `${refused} is not accepted`;
  demand(refused === undefined, 'invalid_request', { violation });
  const standard = new URLSearchParams(params);
  for (const [name] of own) standard.delete(name);
  for (const [name, other] of own) {
    const value = other === null || other === undefined ? null : params.get(other);
    if (value !== null) standard.set(name, value);
  }
  return standard;
};

const paramsIn = (styles: readonly RequestStyle[], request: SeenRequest): URLSearchParams => {
  const faults: Refusal[] = [];
  for (const style of styles) {
    try {
      return parametersOf(style, request);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push(error);
    }
  }
  throw faults[0] ?? new Refusal('invalid_request', { violation: 'no style is accepted' });
};

/** The parameters of a request to an endpoint, under their standard names. */
export const clientParams = (
  { styles, names, headers, demands }: ClientRequests,
  request: SeenRequest
): URLSearchParams => {
  const params = underStandardNames(paramsIn(styles, request), names);
  demandHeaders(headers, request);
  demandParams(demands, params);
  return params;
};

/** Whether a request to an address of several uses has this parameter, however it is sent. */
export const mentions = (
  { styles, names }: ClientRequests,
  request: SeenRequest,
  name: string
): boolean => {
  try {
    return underStandardNames(paramsIn(styles, request), names).has(name);
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
};
