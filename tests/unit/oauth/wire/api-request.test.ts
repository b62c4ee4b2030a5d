import { authorize } from '../../../../server/src/oauth/wire/api-request';
import { STANDARD_PROTOCOL, type ProtocolSettings } from '../../../../server/src/protocol-settings';

const authorized = (
  settings: Partial<ProtocolSettings> = {},
  given: Record<string, string> = {}
): Record<string, string> => {
  const headers = new Headers(given);
  authorize(headers, 'at-1', { ...STANDARD_PROTOCOL, ...settings });
  return Object.fromEntries(headers);
};

describe('a request to an API', () => {
  it('has the token as Bearer (RFC 6750 §2.1)', () => {
    expect(authorized()).toEqual({ authorization: 'Bearer at-1' });
  });

  it('has the token under another word, or alone', () => {
    expect(authorized({ apiScheme: 'Zoho-oauthtoken' })).toEqual({
      authorization: 'Zoho-oauthtoken at-1',
    });
    expect(authorized({ apiScheme: '' })).toEqual({ authorization: 'at-1' });
  });

  it('has the token in another header, and no Authorization', () => {
    const settings = { apiHeader: 'X-Access-Token', apiScheme: '' };
    expect(authorized(settings, { Authorization: 'Bearer forgotten' })).toEqual({
      'x-access-token': 'at-1',
    });
  });

  it.each(['Authorization', 'authorization', 'AUTHORIZATION'])(
    'has one token only, whatever the case of %s',
    (apiHeader) => {
      expect(authorized({ apiHeader }, { authorization: 'Basic evil' })).toEqual({
        authorization: 'Bearer at-1',
      });
    }
  );

  it('has the headers that the API requires, unless the caller set them', () => {
    const apiHeaders = [
      { key: 'X-Version', value: '1' },
      { key: 'Accept', value: 'application/json' },
    ];
    expect(authorized({ apiHeaders }, { accept: 'text/csv' })).toEqual({
      'x-version': '1',
      accept: 'text/csv',
      authorization: 'Bearer at-1',
    });
  });

  it('keeps the token if a required header or a header of the caller has the same name', () => {
    const settings = {
      apiHeader: 'X-Access-Token',
      apiScheme: '',
      apiHeaders: [{ key: 'x-access-token', value: 'evil' }],
    };
    expect(authorized(settings)).toEqual({ 'x-access-token': 'at-1' });
    expect(authorized(settings, { 'X-ACCESS-TOKEN': 'evil' })).toEqual({
      'x-access-token': 'at-1',
    });
  });
});
