import { SCOPES } from '../consent-page';
import { STANDARD_REFRESH, type Habits, type RefusedRequest } from '../habits';
import { EXPECTED, notTheClient, refusedAt, refusedInCallback, type Story } from './story-of';

/** Graph APIs have one type of error, and numbers for the rest. */
const numberedError = ({ error, status, description: message }: RefusedRequest) => ({
  status,
  body: { error: { type: 'Exception', code: error === 'invalid_grant' ? 190 : 100, message } },
});

const REFUSED_REFRESH = (violation: string) => refusedAt('refresh', 'Exception', violation);

const extendsTokens: Story = {
  habit: 'has no refresh tokens, but extends access tokens at an address of its own',
  habits: {
    proof: 'body',
    tokenNames: { refresh_token: 'access_token' },
    refresh: {
      path: '/extension',
      style: 'GET',
      grantType: 'extend_token',
      takes: 'access token',
      rotates: true,
      demands: {},
    },
    tokenBody: ({ access_token, expires_in }) => ({ access_token, expires_in }),
    refusal: numberedError,
  },
  settings: {
    clientAuthMethod: 'client_secret_post',
    protocol: {
      tokenParamNames: [{ key: 'refresh_token', value: 'access_token' }],
      refreshRequestFormat: 'get',
      refreshParams: [{ key: 'grant_type', value: 'extend_token' }],
      responsePlaces: { refreshToken: ['/access_token'] },
      endedGrantWords: [{ key: '/error/code', value: '190' }],
    },
  },
  expected: { ...EXPECTED, scopes: SCOPES, refusal: 'Exception' },
  standard: { ...notTheClient('body'), reason: 'Exception' },
  without: {
    clientAuthMethod: { ...notTheClient('body'), reason: 'Exception' },
    refreshEndpoint: REFUSED_REFRESH('GET instead of POST'),
    'protocol.tokenParamNames': REFUSED_REFRESH('refresh_token is unknown here'),
    'protocol.refreshRequestFormat': REFUSED_REFRESH('POST instead of GET'),
    'protocol.refreshParams': REFUSED_REFRESH('grant_type is not extend_token'),
    'protocol.responsePlaces.refreshToken': {
      at: 'refresh',
      code: 'needs_reconnect',
      reason: 'no_refresh_token',
    },
    'protocol.endedGrantWords': {
      at: 'dead grant',
      code: 'provider_rejected',
      reason: 'Exception',
      found: 'active',
    },
  },
};

const nestedBody: Habits['tokenBody'] = ({ expires_in: seconds, ...tokens }) => ({
  errcode: 0,
  data: {
    authed_user: { id: 4_711, name: 'Ada', expires_in: seconds * 1_000, ...tokens },
  },
});

/** Each response has the status 200. */
const numberedOk = ({ error, description }: RefusedRequest) => ({
  status: 200,
  body: { errcode: error === 'invalid_grant' ? 40_030 : 40_000, errmsg: description },
});

const UNREADABLE = { code: 'provider_rejected', reason: 'invalid_response' };

const nests: Story = {
  habit: 'nests its response, counts milliseconds and tells errors under the status 200',
  habits: { tokenBody: nestedBody, refusal: numberedOk },
  settings: {
    protocol: {
      responsePlaces: {
        accessToken: ['/data/authed_user/access_token'],
        refreshToken: ['/data/authed_user/refresh_token'],
        expiresIn: ['/data/authed_user/expires_in'],
        scope: ['/data/authed_user/scope'],
        error: ['errcode'],
        errorDescription: ['errmsg'],
        accountId: ['/data/authed_user/id'],
        accountName: ['/data/user_name', '/data/authed_user/name'],
      },
      lifetimeUnit: 'milliseconds',
      endedGrantWords: [{ key: 'errcode', value: '40030' }],
    },
  },
  expected: { ...EXPECTED, account: { id: '4711', name: 'Ada' }, refusal: '40000' },
  standard: { at: 'exchange', ...UNREADABLE },
  without: {
    'protocol.responsePlaces.accessToken': { at: 'exchange', ...UNREADABLE },
    'protocol.responsePlaces.refreshToken': {
      at: 'refresh',
      code: 'needs_reconnect',
      reason: 'no_refresh_token',
    },
    'protocol.responsePlaces.expiresIn': { at: 'lifetime', found: null },
    'protocol.responsePlaces.scope': { at: 'scopes', found: SCOPES },
    // The words for an ended grant are enough to recognize one.
    'protocol.responsePlaces.error': {
      at: 'refusal',
      ...UNREADABLE,
      violation: 'This client is blocked.',
    },
    'protocol.responsePlaces.errorDescription': {
      ...refusedAt('refusal', '40000', 'This client is blocked.'),
      found: 'no quotation',
    },
    'protocol.responsePlaces.accountId': { at: 'account', found: { id: null, name: 'Ada' } },
    'protocol.responsePlaces.accountName': { at: 'account', found: { id: '4711', name: null } },
    'protocol.lifetimeUnit': { at: 'lifetime', found: 7_200_000 },
    'protocol.endedGrantWords': {
      at: 'dead grant',
      code: 'provider_rejected',
      reason: '40030',
      found: 'active',
    },
  },
};

const seenNonces = new Set<string>();

const isNewNonce = (value: string): boolean => {
  const isNew = value.length >= 22 && !seenNonces.has(value);
  seenNonces.add(value);
  return isNew;
};

const TELLS_STATE_AGAIN = [
  { key: 'state', value: '{state}' },
  { key: 'nonce', value: '{nonce}' },
  { key: 'app', value: '{client_id}' },
  { key: 'kind', value: 'bot' },
];

const issuesBotTokens: Story = {
  habit: 'exchanges by GET, wants state and nonce again, and issues tokens of its own type',
  habits: {
    responseType: 'bot_code',
    tokenStyle: 'GET',
    exchangeDemands: {
      state: (value, { state }) => value === state,
      nonce: isNewNonce,
      app: (value, { clientId }) => value === clientId,
      kind: (value) => value === 'bot',
    },
    refresh: {
      ...STANDARD_REFRESH,
      path: '/refresh',
      demands: {
        app: (value, { clientId }) => value === clientId,
        kind: (value) => value === 'bot',
      },
    },
    tokenBody: (tokens) => ({ ...tokens, token_type: 'Bot' }),
  },
  settings: {
    tokenParams: TELLS_STATE_AGAIN,
    protocol: {
      responseType: 'bot_code',
      requestFormat: 'get',
      refreshRequestFormat: 'form',
      tokenTypes: ['bot'],
    },
  },
  expected: EXPECTED,
  standard: refusedInCallback('response_type is not bot_code'),
  without: {
    tokenParams: refusedAt('exchange', 'invalid_request', 'state is missing'),
    'protocol.responseType': refusedInCallback('response_type is not bot_code'),
    'protocol.requestFormat': refusedAt('exchange', 'method_not_allowed', 'POST instead of GET'),
    refreshEndpoint: refusedAt('refresh', 'method_not_allowed', 'POST instead of GET'),
    'protocol.refreshRequestFormat': refusedAt(
      'refresh',
      'method_not_allowed',
      'GET instead of POST'
    ),
    'protocol.tokenTypes': {
      at: 'exchange',
      code: 'provider_rejected',
      reason: 'unsupported_token_type',
    },
  },
};

export const RESPONSE_STORIES: Story[] = [extendsTokens, nests, issuesBotTokens];
