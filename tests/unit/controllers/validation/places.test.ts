import type { z } from 'zod';

import {
  MAX_PLACE_LENGTH,
  place,
  shownPlace,
} from '../../../../server/src/controllers/validation/places';

const problemIn = (schema: z.ZodType, value: unknown): string | null =>
  schema
    .safeParse(value)
    .error?.issues.map(({ message }) => message)
    .join(' ') ?? null;

describe('a place in a response', () => {
  it.each([
    'access_token',
    'a.b',
    'a~b',
    'a/b',
    '$.data',
    '__proto__',
    '/data/access_token',
    '/data/0/token',
    '/a~1b/m~0n/~01',
    '/',
    '//',
    '/ /ü',
    'a'.repeat(MAX_PLACE_LENGTH),
  ])('may be %s', (text) => {
    expect(place.parse(text)).toBe(text);
  });

  it('has no spaces around it', () => {
    expect(place.parse('  /data/token ')).toBe('/data/token');
  });

  it.each(['/~', '/a~', '/a~2b', '/~/b', '/~~0', '/a~ 1'])(
    'may not be %s, which is no JSON Pointer (RFC 6901 §3)',
    (text) => {
      expect(problemIn(place, text)).toContain('JSON Pointer');
    }
  );

  it.each<[string, unknown]>([
    ['empty', ''],
    ['blank', '  '],
    ['too long', 'a'.repeat(MAX_PLACE_LENGTH + 1)],
    ['a number', 7],
    ['null', null],
    ['a list', ['a']],
  ])('may not be %s', (_what, value) => {
    expect(problemIn(place, value)).toMatch(/^Enter a place/);
  });

  it.each(['a\0b', '/data/\ud800', 'a\nb', '\u0007'])(
    'may not be %j, which not every database can store',
    (text) => {
      expect(problemIn(place, text)).not.toBeNull();
      expect(problemIn(shownPlace, text)).not.toBeNull();
    }
  );
});

describe('a place whose value is shown', () => {
  it.each(['id', '/team/id', 'name', 'token_type', 'tokens_left', '/secretary/name', 'scope'])(
    'may be %s',
    (text) => {
      expect(shownPlace.parse(text)).toBe(text);
    }
  );

  it.each([
    'token',
    'access_token',
    '/data/access_token',
    'refresh_token',
    'id_token',
    'client_secret',
    'client-secret',
    ' access_token ',
    '/authed_user/token',
  ])('may not be %s', (text) => {
    expect(problemIn(shownPlace, text)).toContain('token or a secret');
  });

  it.each(['accessToken', '/data/idToken', 'clientSecret', 'ACCESS_TOKEN', 'Token', 'AccessToken'])(
    'may not be %s either, as providers with other spellings say it',
    (text) => {
      expect(problemIn(shownPlace, text)).toContain('token or a secret');
    }
  );
});
