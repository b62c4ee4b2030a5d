import { STANDARD_REFRESH } from '../habits';
import { EXPECTED, notTheClient, refusedAt, refusedInCallback, type Story } from './story-of';

const refusesPkce: Story = {
  habit: 'refuses PKCE',
  habits: { pkce: 'refused' },
  settings: { protocol: { pkce: 'none' } },
  expected: EXPECTED,
  standard: refusedInCallback('code_challenge is unknown here'),
  without: { 'protocol.pkce': refusedInCallback('code_challenge is unknown here') },
};

const takesJson: Story = {
  habit: 'takes JSON, separates scopes by commas and insists on headers',
  habits: {
    tokenStyle: 'json',
    refresh: { ...STANDARD_REFRESH, style: 'json' },
    scopeSeparator: ',',
    tokenHeaders: { 'mail-version': '2026-01-31', accept: 'application/vnd.mail+json' },
  },
  settings: {
    protocol: {
      requestFormat: 'json',
      scopeSeparator: ',',
      requestHeaders: [
        { key: 'Mail-Version', value: '2026-01-31' },
        { key: 'Accept', value: 'application/vnd.mail+json' },
      ],
    },
  },
  expected: EXPECTED,
  standard: refusedInCallback('there is no scope "mail.read mail.send"'),
  without: {
    'protocol.requestFormat': refusedAt(
      'exchange',
      'unsupported_media_type',
      'the type is not JSON'
    ),
    'protocol.scopeSeparator': refusedInCallback('there is no scope "mail.read mail.send"'),
    'protocol.requestHeaders': refusedAt(
      'exchange',
      'invalid_request',
      'mail-version is not 2026-01-31'
    ),
  },
};

const CLIENT_NAMES = [
  { key: 'client_id', value: 'client_key' },
  { key: 'client_secret', value: 'secret' },
  { key: 'code', value: 'auth_code' },
];

const hasOtherNames: Story = {
  habit: 'has other names for parameters',
  habits: {
    proof: 'body',
    authorizationNames: { client_id: 'client_key', redirect_uri: 'return_to' },
    tokenNames: { client_id: 'client_key', client_secret: 'secret', code: 'auth_code' },
    callbackCode: 'auth_code',
  },
  settings: {
    clientAuthMethod: 'client_secret_post',
    protocol: {
      authorizationParamNames: [
        { key: 'client_id', value: 'client_key' },
        { key: 'redirect_uri', value: 'return_to' },
      ],
      tokenParamNames: CLIENT_NAMES,
      codeParam: 'auth_code',
    },
  },
  expected: EXPECTED,
  standard: { at: 'consent page', violation: 'client_key is missing' },
  without: {
    clientAuthMethod: notTheClient('body'),
    'protocol.authorizationParamNames': { at: 'consent page', violation: 'client_key is missing' },
    'protocol.tokenParamNames': refusedAt('exchange', 'invalid_request', 'code is unknown here'),
    'protocol.codeParam': { at: 'callback', code: 'flow_invalid' },
  },
};

const hasConsentRoute: Story = {
  habit: 'asks for consent at a route of a web app, knows no response_type and joins scopes by +',
  habits: { isConsentRoute: true, responseType: null, scopeSeparator: '+', proof: 'none' },
  settings: {
    clientAuthMethod: 'none',
    protocol: { responseType: '', scopeSeparator: '+' },
  },
  expected: EXPECTED,
  standard: refusedInCallback('response_type is unknown here'),
  without: {
    clientAuthMethod: notTheClient('none'),
    'protocol.responseType': refusedInCallback('response_type is unknown here'),
    'protocol.scopeSeparator': refusedInCallback('there is no scope "mail.read mail.send"'),
  },
};

const takesQueries: Story = {
  habit: 'takes codes in a query, and refreshes in JSON with a parameter more',
  habits: {
    tokenStyle: 'POST with a query',
    refresh: {
      ...STANDARD_REFRESH,
      path: '/renewal',
      style: 'json',
      rotates: false,
      demands: { reason: (value) => value === 'expired' },
    },
  },
  settings: {
    protocol: {
      requestFormat: 'query',
      refreshRequestFormat: 'json',
      refreshParams: [{ key: 'reason', value: 'expired' }],
    },
  },
  expected: EXPECTED,
  standard: refusedAt('exchange', 'unsupported_media_type', 'the request has a body'),
  without: {
    'protocol.requestFormat': refusedAt(
      'exchange',
      'unsupported_media_type',
      'the request has a body'
    ),
    refreshEndpoint: refusedAt('refresh', 'unsupported_media_type', 'the request has a body'),
    'protocol.refreshRequestFormat': refusedAt(
      'refresh',
      'unsupported_media_type',
      'the type is not JSON'
    ),
    'protocol.refreshParams': refusedAt('refresh', 'invalid_request', 'reason is missing'),
  },
};

export const REQUEST_STORIES: Story[] = [
  refusesPkce,
  takesJson,
  hasOtherNames,
  hasConsentRoute,
  takesQueries,
];
