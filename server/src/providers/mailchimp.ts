import { preset } from './preset';

/** Mailchimp has no scopes, and its tokens have no lifetime and no refresh token. */
export const mailchimp = preset({
  id: 'mailchimp',
  name: 'Mailchimp',
  endpoints: {
    authorizationEndpoint: 'https://login.mailchimp.com/oauth2/authorize',
    tokenEndpoint: 'https://login.mailchimp.com/oauth2/token',
    userinfoEndpoint: 'https://login.mailchimp.com/oauth2/metadata',
  },
  protocol: {
    responsePlaces: { accountId: ['user_id'], accountName: ['accountname'] },
  },
  hints: [
    {
      field: 'apiOrigins',
      text: 'Add the address of the account, such as https://us6.api.mailchimp.com. The part before the first dot also begins the address of the account in the browser.',
    },
    {
      field: 'redirectUri',
      text: 'Mailchimp does not accept localhost. Use 127.0.0.1 for tests on your own machine.',
    },
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do everything that the person may do.',
    },
    {
      field: 'defaultLifetimeSeconds',
      text: "Leave this empty. Mailchimp's tokens do not expire, and there is no refresh token.",
    },
  ],
  consoleUrl: 'https://admin.mailchimp.com/account/oauth2/',
  documentationUrl: 'https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/',
  sources: ['https://mailchimp.com/developer/marketing/guides/access-user-data-oauth-2/'],
  checkedOn: '2026-11-29',
  openQuestions: ['It is not confirmed whether Mailchimp supports PKCE or ignores it.'],
});
