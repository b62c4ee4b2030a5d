import fc from 'fast-check';

import { parseAppInput, parseAppUpdate } from '../../server/src/controllers/validation/app';
import { parseComplete, parseConnect } from '../../server/src/controllers/validation/authorization';
import { parseConnectionsQuery } from '../../server/src/controllers/validation/connections-query';
import { parseDiscovery } from '../../server/src/controllers/validation/discovery';
import { appMembers } from '../support/properties/app-arbitraries';
import {
  anyJson,
  anyText,
  nearly,
  nearlyOrAnything,
  printable,
} from '../support/properties/arbitraries';
import { formRules } from '../support/properties/form-rules';
import { ensure, holdsFor, isStorable } from '../support/properties/properties';

interface ValidationError {
  name: string;
  message: string;
  details: { errors: { path: string[]; message: string }[] };
}

/** The parsed value, or null after a refusal that names its fields. */
const parsed = <Output>(parse: () => Output): Output | null => {
  try {
    const output = parse();
    ensure(isStorable(output), `not to be stored: ${JSON.stringify(output)}`);
    return output;
  } catch (error) {
    const { name, message, details } = error as ValidationError;
    if (name !== 'ValidationError') throw error;
    ensure(details.errors.length > 0 && isStorable(message), 'a refusal that says nothing');
    ensure(message.length < 100_000, 'a refusal that repeats what it was sent');
    return null;
  }
};

const bodyOf = (members: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 10, arbitrary: nearlyOrAnything(members).map((data) => ({ data })) },
    { weight: 1, arbitrary: nearly({ data: nearly(members) }) },
    { weight: 1, arbitrary: anyJson },
    { weight: 1, arbitrary: fc.constant(undefined) }
  );

const COMPUTED = ['redirectUri', 'javascriptOrigin', 'uid', 'flowsVersion', 'fault', '__proto__'];

const ensureOwnMembers = (output: object) => {
  const strange = COMPUTED.filter((name) => Object.hasOwn(output, name));
  ensure(strange.length === 0, `what is computed was taken: ${strange.join()}`);
  ensure(Object.getPrototypeOf(output) === Object.prototype, 'another prototype');
};

describe('a body is parsed to something storable, or refused by field', () => {
  holdsFor('the body of a new app', bodyOf(appMembers), (body) => {
    const input = parsed(() => parseAppInput(body, formRules));
    if (!input) return;
    ensureOwnMembers(input);
    ensure(!('configVersion' in input), 'the version of a new app can be chosen');
    ensure(input.name.length > 0 && input.name.length <= 120, 'an odd name');
  });

  const updateMembers = { ...appMembers, configVersion: fc.nat() };
  holdsFor('the body of an update', bodyOf(updateMembers), (body) => {
    const update = parsed(() => parseAppUpdate(body, formRules));
    if (!update) return;
    ensureOwnMembers(update);
    ensure(!('key' in update), 'the key can be changed');
  });

  const connectBodies = nearlyOrAnything({
    owner: fc.constantFrom('me', 'shared'),
    account: printable(20),
    returnTo: anyText,
    scopes: fc.array(printable(20), { maxLength: 3 }),
  });
  holdsFor('the body of a start', connectBodies, (body) => {
    const start = parsed(() => parseConnect(body));
    if (start) ensure(['me', 'shared', undefined].includes(start.owner), 'another owner');
  });

  const ticketChars = fc.constantFrom(...'abcXYZ019_-', '\n', '=', '+', '/');
  const tickets = fc.oneof(
    anyText,
    fc.string({ unit: ticketChars, minLength: 42, maxLength: 44 }),
    fc.base64String({ minLength: 40, maxLength: 48 })
  );
  holdsFor('the body of a completion', nearlyOrAnything({ ticket: tickets }), (body) => {
    const completion = parsed(() => parseComplete(body));
    if (completion) ensure(/^[\w-]{43}$/.test(completion.ticket), 'an odd ticket');
  });

  const queries = nearlyOrAnything({
    page: fc.oneof(fc.integer().map(String), anyText),
    pageSize: fc.oneof(fc.integer().map(String), fc.constantFrom('1e1', '0x10', ' 5 ')),
    app: fc.oneof(anyText, fc.constant('demo-mail')),
    ownerKind: fc.constantFrom('admin', 'user', 'shared'),
    status: fc.constantFrom('active', 'needs_reconnect'),
  });
  holdsFor('the query of a list', queries, (query) => {
    const list = parsed(() => parseConnectionsQuery(query));
    if (!list) return;
    const { page, pageSize } = list.pagination;
    ensure(page >= 1 && page <= 1_000_000 && pageSize >= 1 && pageSize <= 100, 'an odd page');
    parsed(() => parseDiscovery(query));
  });
});
