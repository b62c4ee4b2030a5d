import { lifetimeSeconds } from '../../../../server/src/oauth/token-lifetime';
import {
  accountIn,
  keptIn,
  withStandardMembers,
} from '../../../../server/src/oauth/wire/response-members';
import {
  LIFETIME_UNITS,
  RESPONSE_MEMBER_NAMES,
  RESPONSE_MEMBERS,
  withStandard,
  type LifetimeUnit,
  type ProtocolDeviations,
  type ResponseMember,
} from '../../../../server/src/protocol-settings';

type JsonObject = Record<string, unknown>;

const NOW_MS = Date.UTC(2027, 0, 15);
const NOW_SECONDS = NOW_MS / 1_000;

const STANDARD_BODY: JsonObject = {
  access_token: 'at-1',
  token_type: 'Bearer',
  expires_in: 3_600,
  refresh_token: 'rt-1',
  scope: 'mail.read',
};

const placed = (responsePlaces: ProtocolDeviations['responsePlaces']) =>
  withStandard({ responsePlaces });

const MOVED: [ResponseMember, string][] = RESPONSE_MEMBER_NAMES.flatMap((member) => {
  const name = RESPONSE_MEMBERS[member];
  return name === null ? [] : [[member, name]];
});

describe('a response of a standard provider', () => {
  it('stays as it is', () => {
    expect(withStandardMembers(STANDARD_BODY, withStandard(null))).toEqual(STANDARD_BODY);
  });

  it('keeps its values where no given place holds one', () => {
    const settings = placed(Object.fromEntries(MOVED.map(([member]) => [member, ['/data/x']])));
    expect(withStandardMembers(STANDARD_BODY, settings)).toEqual(STANDARD_BODY);
  });
});

describe.each(MOVED)('the %s of a response', (member, name) => {
  const valueOf = (body: JsonObject, places: string[]): unknown => {
    const read = withStandardMembers(body, placed({ [member]: places }));
    const value = member === 'expiresIn' ? lifetimeSeconds(read, NOW_MS) : read[name];
    return value === undefined ? undefined : String(value);
  };

  it('is found under another name and at a place within', () => {
    expect(valueOf({ other: 7 }, ['other'])).toBe('7');
    expect(valueOf({ data: [{ 'a/b': 7 }] }, ['/data/0/a~1b'])).toBe('7');
  });

  it('is that of the first place with a value, before the standard member', () => {
    const body = { [name]: 1, first: '', second: 2, third: 3 };
    expect(valueOf(body, ['absent', 'first', 'second', 'third'])).toBe('2');
  });

  it('is that of the standard member if no place has a value', () => {
    expect(valueOf({ [name]: 1, first: null }, ['first', '/a/b'])).toBe('1');
  });

  it('is not taken from the prototype', () => {
    const places = ['constructor', 'toString', '/__proto__/constructor', '__proto__'];
    expect(valueOf({}, places)).toBeUndefined();
  });

  it('changes no other member', () => {
    const { [name]: _moved, ...others } = withStandardMembers(
      { ...STANDARD_BODY, other: 7 },
      placed({ [member]: ['other'] })
    );
    expect(others).toMatchObject(
      Object.fromEntries(
        Object.entries({ ...STANDARD_BODY, other: 7 }).filter(([key]) => key !== name)
      )
    );
  });
});

describe('an error with a number', () => {
  const errorIn = (body: JsonObject) =>
    withStandardMembers(body, placed({ error: ['/status/code'], errorDescription: ['reason'] }));

  it('is text, as OAuth has it', () => {
    expect(errorIn({ status: { code: 190 }, reason: 7 })).toMatchObject({
      error: '190',
      error_description: '7',
    });
  });

  it('is none if the number is 0', () => {
    expect(errorIn({ status: { code: 0 } }).error).toBe(0);
  });
});

describe('the lifetime of a token', () => {
  const secondsOf = (
    body: JsonObject,
    lifetimeUnit: LifetimeUnit,
    expiresIn: string[] = []
  ): number | undefined =>
    lifetimeSeconds(
      withStandardMembers(body, withStandard({ lifetimeUnit, responsePlaces: { expiresIn } })),
      NOW_MS
    );

  it.each<[LifetimeUnit, number]>([
    ['seconds', 90],
    ['milliseconds', 0.09],
    ['minutes', 5_400],
    ['hours', 324_000],
    ['days', 7_776_000],
  ])('counts in %s', (unit, expected) => {
    expect(secondsOf({ expires_in: 90 }, unit)).toBeCloseTo(expected);
    expect(secondsOf({ expires_in: '90' }, unit)).toBeCloseTo(expected);
    expect(secondsOf({ ttl: 90 }, unit, ['ttl'])).toBeCloseTo(expected);
  });

  it.each(Object.keys(LIFETIME_UNITS) as LifetimeUnit[])(
    'is unknown, in %s, if it is no positive number',
    (unit) => {
      for (const value of [undefined, null, '', 'soon', 0, -1, {}, 1e300]) {
        expect(secondsOf({ expires_in: value }, unit)).toBeUndefined();
        expect(secondsOf({ ttl: value }, unit, ['ttl'])).toBeUndefined();
      }
    }
  );

  it.each<[string, unknown]>([
    ['epoch seconds', NOW_SECONDS + 600],
    ['epoch seconds as text', String(NOW_SECONDS + 600)],
    ['epoch milliseconds', NOW_MS + 600_000],
    ['a date', new Date(NOW_MS + 600_000).toISOString()],
    ['a date of HTTP', new Date(NOW_MS + 600_000).toUTCString()],
  ])('may be given as a moment under another name: %s', (_what, moment) => {
    expect(secondsOf({ data: { expiry: moment } }, 'seconds', ['/data/expiry'])).toBe(600);
  });

  it('is that of its own place, and not of the members that are usual elsewhere', () => {
    const others = { expires_in: 60, expires_at: NOW_SECONDS + 120, expires: 180 };
    expect(secondsOf({ ...others, ttl: 600 }, 'seconds', ['ttl'])).toBe(600);
    expect(secondsOf({ ...others, ttl: 10 }, 'minutes', ['ttl'])).toBe(600);
  });

  it('is a moment in the usual members whatever the unit', () => {
    expect(secondsOf({ expires_at: NOW_SECONDS + 600 }, 'minutes')).toBe(600);
  });
});

describe('the account in a response', () => {
  const TOKEN = 'at-1-S3cretS3cretS3cret';
  const SECRETS = [TOKEN, 'rt-1-S3cretS3cretS3cret'];

  const accountOf = (body: JsonObject, accountId: string[], accountName: string[] = []) =>
    accountIn(body, placed({ accountId, accountName }), SECRETS);

  it('is that of the first places with a value', () => {
    const body = { user: { id: 7, name: 'Ada' }, team: { id: 'T1', name: '' } };
    expect(accountOf(body, ['/team/uid', '/team/id'], ['/team/name', '/user/name'])).toEqual({
      id: 'T1',
      name: 'Ada',
    });
  });

  it('may have a number as its id', () => {
    expect(accountOf({ id: 42 }, ['id'], ['id'])).toEqual({ id: '42', name: '42' });
  });

  it('is not known without places, even if the response has the usual members', () => {
    expect(accountOf({ id: '7', sub: '7', name: 'Ada' }, [])).toEqual({ id: null, name: null });
  });

  it.each<[string, unknown]>([
    ['an object', { id: 1 }],
    ['a list', ['a']],
    ['a truth value', true],
    ['a line break', 'a\nb'],
    ['NUL', 'a\0b'],
    ['a lone surrogate', 'a\ud800'],
    ['256 characters', 'a'.repeat(256)],
  ])('has no id if the provider sends %s', (_what, id) => {
    expect(accountOf({ id }, ['id']).id).toBeNull();
  });

  it('has a name of one line, without characters that disturb a page', () => {
    const { name } = accountOf({ name: 'Ada\r\n\u202eLove\0lace' }, [], ['name']);
    expect(name).toBe('Ada Love lace');
  });

  it.each(SECRETS)('never is a token of the response: %s', (token) => {
    const { id, name } = accountOf({ token }, ['token'], ['token']);
    expect(id).toBeNull();
    expect(name).not.toContain(token);
  });

  it('never has a name with a token in it', () => {
    expect(accountOf({ name: `Ada (${TOKEN})` }, [], ['name']).name).not.toContain(TOKEN);
  });

  it('never has an id with a token in it', () => {
    expect(accountOf({ id: `user:${TOKEN}` }, ['id']).id).toBeNull();
  });
});

describe('the values that stay with a connection', () => {
  const TOKENS = ['at-1-S3cretS3cret', 'rt-1-S3cretS3cret', ''];

  it('are those at the given places, by place', () => {
    const body = { team: { id: 'T1' }, realm: 42, other: 'x' };
    expect(keptIn(body, ['/team/id', 'realm', '/absent/a'], TOKENS)).toEqual({
      '/team/id': 'T1',
      realm: '42',
    });
  });

  it('are texts and numbers only', () => {
    const body = { a: { b: 1 }, c: ['d'], e: true, f: null, g: '' };
    expect(keptIn(body, Object.keys(body), TOKENS)).toEqual({});
  });

  it('are never tokens', () => {
    const body = { access_token: TOKENS[0], data: { again: TOKENS[1] } };
    expect(keptIn(body, ['access_token', '/data/again'], TOKENS)).toEqual({});
  });

  it('never contain a token', () => {
    const body = { url: `https://api.example.com/?token=${TOKENS[0]}` };
    expect(keptIn(body, ['url'], TOKENS)).toEqual({});
  });

  it('are not taken from the prototype', () => {
    const places = ['constructor', '__proto__', '/toString/name'];
    expect(keptIn({}, places, TOKENS)).toEqual({});
  });

  it('can have the name of a member of the prototype', () => {
    const body = JSON.parse('{"__proto__":"T1"}') as JsonObject;
    expect(Object.entries(keptIn(body, ['__proto__'], TOKENS))).toEqual([['__proto__', 'T1']]);
  });
});
