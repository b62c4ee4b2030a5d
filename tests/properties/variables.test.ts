import fc from 'fast-check';

import { parseAppUpdate } from '../../server/src/controllers/validation/app';
import { withValues, type VariableUse } from '../../server/src/services/apps/app-variables';
import { assertVariables } from '../../server/src/services/apps/variable-rules';
import { checkValue } from '../../server/src/services/apps/variable-values';
import { valuesOfPerson } from '../../server/src/services/authorization/connection-values';
import type { App } from '../../server/src/store/apps';
import {
  filledIn,
  originVariableOf,
  placeholdersIn,
  valuesOf,
  valuesText,
} from '../../server/src/variables';
import { appRow } from '../support/databases/rows';
import { anyText } from '../support/properties/arbitraries';
import { formRules } from '../support/properties/form-rules';
import { ensure, holdsFor, holdsForAccepted } from '../support/properties/properties';
import { HOSTILE_VALUES } from '../support/properties/value-vectors';
import { aVariable } from '../support/strapi/app-fields';

const { assertUrlAllowed } = formRules;

const succeeds = (work: () => unknown): boolean => {
  try {
    work();
    return true;
  } catch {
    return false;
  }
};

/** The accepted value; null after a refusal. */
const accepted = (use: VariableUse, text: string, pattern = ''): string | null =>
  checkValue(aVariable({ name: 'tenant', pattern }), use, text, assertUrlAllowed).value;

const hazards = fc.string({
  unit: fc.constantFrom(...'aZ9.-_~/:@#?%\\ \t\n{}*', '..', '%2f', 'xn', '。', '／', 'é'),
  maxLength: 12,
});

const anyPart = fc.oneof(
  { weight: 3, arbitrary: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,20}[A-Za-z0-9]$/) },
  { weight: 2, arbitrary: hazards },
  { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
  { weight: 1, arbitrary: anyText }
);

const lastLabels = ({ hostname }: URL) => hostname.split('.').slice(-2).join('.');

describe('an accepted part changes no more than its own place', () => {
  const TEMPLATES = [
    'https://{x}.example.com/oauth/token',
    'https://login-{x}.eu.example.com/oauth/token',
    'https://{x}-login.eu.example.com:8443/oauth/token',
    'https://example.com/{x}/token',
    'https://example.com/oauth/{x}',
    'https://example.com:8443/oauth2/a-{x}.json',
    'https://example.com/token?tenant={x}&v=1',
  ];

  /** What a value must leave as it is. */
  const frameOf = (url: URL) =>
    JSON.stringify([
      url.protocol,
      lastLabels(url),
      url.port,
      url.pathname.split('/').length,
      [...url.searchParams.keys()],
    ]);

  const ensureInPlace = (template: string, value: string) => {
    const url = new URL(filledIn(template, { x: value }));
    const usual = new URL(filledIn(template, { x: 'sample' }));
    ensure(frameOf(url) === frameOf(usual), `another address: ${url.href}`);
    ensure([url.username, url.password, url.hash].join('') === '', `more than ${usual.href}`);
    ensure(
      succeeds(() => assertUrlAllowed(url.href)),
      `not allowed: ${url.href}`
    );
  };

  holdsForAccepted('a value for a part of an address', anyPart, 250, (text) => {
    const value = accepted('part', text);
    if (value === null || /(?:^|[.-])xn--/i.test(value)) return false;
    for (const template of TEMPLATES) ensureInPlace(template, value);
    return true;
  });
});

describe('an accepted origin is exactly an origin of its pattern', () => {
  const hosts = fc.oneof(
    fc.string({
      unit: fc.constantFrom(...'a.-_~:@/\\?#%\t ', 'example', '.com'),
      maxLength: 10,
    }),
    anyText
  );

  holdsFor('a host in an origin', hosts, (host) => {
    const value = accepted('origin', `https://${host}.example.com`, '*.example.com');
    if (value === null) return;
    const { origin, hostname, port } = new URL(value);
    ensure(origin === value && port === '', `no origin: ${value}`);
    ensure(/^[a-z0-9_~-]+\.example\.com$/.test(hostname), `another host: ${value}`);
  });
});

describe('an accepted value is accepted again, and stays the same', () => {
  const values = fc.record({
    use: fc.constantFrom<VariableUse>('origin', 'part', 'other'),
    text: fc.oneof(
      anyPart,
      anyText.map((text) => `https://${text}.example.com`)
    ),
  });

  holdsFor('a value for any use', values, ({ use, text }) => {
    const value = accepted(use, text);
    if (value === null) return;
    const again = accepted(use, value);
    ensure(again === value, `${JSON.stringify(value)} became ${JSON.stringify(again)}`);
  });
});

describe('an accepted address', () => {
  const isInForm = (tokenEndpoint: string | null, variables?: App['variables']) =>
    succeeds(() =>
      parseAppUpdate({ data: { configVersion: 1, tokenEndpoint, variables } }, formRules)
    );

  const PIECES = ['https://', '{a}', '{b}', '.', '/', '@', ':', '8443', '?', '#', '%2f', '%', '..'];

  const pieces = fc.constantFrom(...PIECES, 'example.com', '\\', 'x');

  const withHarmlessValues = fc
    .array(pieces, { minLength: 1, maxLength: 7 })
    .map((parts) => `${parts[0] === '{a}' ? '' : 'https://'}${parts.join('')}`);

  holdsForAccepted('an address with variables', withHarmlessValues, 30, (tokenEndpoint) => {
    if (!isInForm(tokenEndpoint)) return false;
    const isOrigin = originVariableOf(tokenEndpoint) === 'a';
    const values = { a: isOrigin ? 'https://sample.example' : 'one', b: 'two' };
    const { protocol, username, password, hash } = new URL(filledIn(tokenEndpoint, values));
    ensure(protocol === 'https:', 'another scheme');
    ensure([username, password, hash].join('') === '', 'a user name, a password or a fragment');
    return true;
  });

  const addresses = fc
    .array(fc.constantFrom(...PIECES, 'example', '.com', '\\\\', '-', 'x', '//', ' '), {
      maxLength: 7,
    })
    .map((parts) => `${parts[0] === '{a}' ? '' : 'https:'}${parts.join('')}`);

  const apps = fc
    .record({
      tokenEndpoint: addresses,
      pattern: fc.constantFrom('', '*', '*.example.com', 'x-*', '*.com'),
    })
    .map(({ tokenEndpoint, pattern }) =>
      appRow({ tokenEndpoint, variables: ['a', 'b'].map((name) => aVariable({ name, pattern })) })
    );

  const isAccepted = (app: App): boolean =>
    isInForm(app.tokenEndpoint, app.variables) &&
    succeeds(() => assertVariables(app, assertUrlAllowed));

  const VALUES = [
    'evil.net',
    'a.evil.net',
    'https://evil.net',
    'https://a.example.com',
    'x-1',
    '7',
  ];

  /** The app with each value that is accepted for its two variables. */
  const filledInBy = (app: App): App[] =>
    VALUES.flatMap((a) => VALUES.map((b) => ({ a, b }))).flatMap((given) => {
      try {
        return [withValues(app, valuesOfPerson(app, given, assertUrlAllowed))];
      } catch {
        return [];
      }
    });

  const serverOf = ({ tokenEndpoint }: App) => lastLabels(new URL(String(tokenEndpoint)));

  holdsForAccepted('an address, and values for its variables', apps, 30, (app) => {
    if (!isAccepted(app)) return false;
    const servers = new Set(filledInBy(app).map(serverOf));
    ensure(servers.size <= 1, `several servers: ${[...servers].join()}`);
    return placeholdersIn(String(app.tokenEndpoint)).length > 0;
  });
});

describe('values are read as they were written', () => {
  const anyValues = fc.dictionary(fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,8}$/), fc.string());

  holdsFor('the values of a connection', anyValues, (values) => {
    expect(valuesOf(valuesText(values))).toEqual({ ...values });
  });
});
