import { createCanarySearch, type Sighting } from '../support/leaks/canaries';
import { runWithCanaries, type CanaryRun } from '../support/leaks/canary-run';

const PLANTED_PLACES = [
  'answer',
  'database',
  'error',
  'event',
  'export',
  'log',
  'output',
  'webhook',
];

let run: CanaryRun;
let sightings: Sighting[];

beforeAll(async () => {
  run = await runWithCanaries();
  const search = createCanarySearch(run.canaries);
  sightings = run.records.flatMap(({ place, content }) => search(place, content));
}, 600_000);

/** The two addresses whose very purpose it is to hand a secret on to the user's own browser. */
const HANDED_ON: [place: RegExp, names: string[]][] = [
  [/^answer of POST \/connected-apps\/apps\/[^/]+\/connect$/, ['state', 'nonce']],
  [/^answer of (GET|POST) \/api\/connected-apps\/callback\/[^/]+$/, ['ticket']],
];

const isHandedOn = ({ place, canary }: Sighting): boolean =>
  HANDED_ON.some(([address, names]) => address.test(place) && names.includes(canary));

const summary = (list: Sighting[]) => [
  ...new Set(list.map(({ place, canary, form }) => `${canary} (${form}) in ${place}`)),
];

describe('the search', () => {
  it.each(PLANTED_PLACES)('finds what is planted in a place of the kind "%s"', (kind) => {
    const found = sightings.filter(
      ({ canary, place }) => canary === 'planted' && place.startsWith(kind)
    );
    expect(found).not.toEqual([]);
  });

  it.each([
    ['plain', (value: string) => value],
    ['percent-encoded', (value: string) => encodeURIComponent(value)],
    ['base64', (value: string) => Buffer.from(`x:${value}`).toString('base64')],
    ['base64url', (value: string) => Buffer.from(`ab${value}cd`).toString('base64url')],
    ['hexadecimal', (value: string) => Buffer.from(value).toString('hex')],
    ['cut', (value: string) => value.slice(3, 22)],
  ])('finds a secret that is %s', (_form, encode) => {
    const search = createCanarySearch([
      { name: 'secret', value: 'a/secret+of:some=length%20here' },
    ]);
    expect(
      search('a text', `before ${encode('a/secret+of:some=length%20here')} after`)
    ).not.toEqual([]);
    expect(search('a text', 'before and after')).toEqual([]);
  });

  it('covers secrets of every kind, and many responses', () => {
    const known = new Set(run.canaries.map(({ name }) => name));
    expect([...known].sort()).toEqual(
      [
        'accessToken',
        'clientSecret',
        'code',
        'codeVerifier',
        'idToken',
        'nonce',
        'planted',
        'query',
        'refreshToken',
        'state',
        'ticket',
      ].sort()
    );
    const answers = run.records.filter(({ place }) => place.startsWith('answer'));
    expect(answers.length).toBeGreaterThan(500);
    expect(run.records.filter(({ place }) => place === 'error').length).toBeGreaterThan(20);
  });
});

describe('a whole run with faults, at the most verbose log level', () => {
  const seen = (kind: RegExp) =>
    summary(
      sightings.filter(
        (sighting) =>
          sighting.canary !== 'planted' && kind.test(sighting.place) && !isHandedOn(sighting)
      )
    );

  it.each([
    ['file of the database, or beside it', /^database/],
    ['log', /^(log|output)/],
    ['HTTP answer', /^answer/],
    ['event', /^event/],
    ['webhook', /^webhook/],
    ['error', /^error/],
    ['export', /^export/],
    ['place at all', /^/],
  ])('leaves no secret in any %s', (_what, kind) => {
    expect(seen(kind)).toEqual([]);
  });

  it('leaves not even an encrypted secret in a response, event, webhook, error or log', () => {
    const outside = run.records.filter(({ place }) => !/^(database|export)/.test(place));
    const leaking = outside.filter(({ content }) => /\bca1\.[A-Za-z0-9_-]+\./.test(content));
    expect(leaking.map(({ place }) => place)).toEqual([]);
  });

  it('exposes nothing of the plugin through GraphQL', () => {
    const answers = run.records.filter(({ place }) => place === 'answer of POST /graphql');
    const [introspection = '', ...others] = answers.map(({ content }) => content);
    expect(introspection).toContain('UsersPermissionsUser');
    expect(introspection).not.toMatch(/connected|authorizationRequest|clientSecret|refreshToken/i);
    expect(others.every((content) => content.includes('Cannot query field'))).toBe(true);
  });
});
