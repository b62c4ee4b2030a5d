import { EXPECTED, type Story } from './story-of';

const NO_TOKEN = { at: 'api', found: 401, violation: 'no token in x-access-token' };
const STRAYED = { at: 'api', found: 400, violation: 'the token strayed' };

const ACCEPT = 'application/vnd.mail+json';

const wantsOwnHeader: Story = {
  habit: 'wants the token alone in a header of its own, and a version, and counts minutes',
  habits: {
    tokenBody: (tokens) => ({ ...tokens, expires_in: tokens.expires_in / 60 }),
    api: {
      header: 'x-access-token',
      scheme: null,
      headers: { 'x-api-version': '3', accept: ACCEPT },
    },
    userInfo: () => ({ data: { id: 'u-7', display_name: 'Ada' }, email: 'no@one.test' }),
  },
  settings: {
    protocol: {
      lifetimeUnit: 'minutes',
      apiHeader: 'X-Access-Token',
      apiScheme: '',
      apiHeaders: [
        { key: 'X-Api-Version', value: '3' },
        { key: 'Accept', value: ACCEPT },
      ],
      responsePlaces: { accountId: ['/data/id'], accountName: ['/data/display_name'] },
    },
  },
  expected: { ...EXPECTED, account: { id: 'u-7', name: 'Ada' } },
  standard: { at: 'lifetime', found: 300, violation: 'the token strayed' },
  without: {
    'protocol.lifetimeUnit': { at: 'lifetime', found: 300 },
    'protocol.apiHeader': STRAYED,
    'protocol.apiScheme': NO_TOKEN,
    'protocol.apiHeaders': { at: 'api', found: 400, violation: 'x-api-version is not 3' },
    'protocol.responsePlaces.accountId': { at: 'account', found: { id: null, name: 'Ada' } },
    'protocol.responsePlaces.accountName': {
      at: 'account',
      found: { id: 'u-7', name: 'no@one.test' },
    },
  },
};

export const API_STORIES: Story[] = [wantsOwnHeader];
