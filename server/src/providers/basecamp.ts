import { preset } from './preset';

/** Launchpad, the sign-in of all products of 37signals. There are no scopes. */
export const basecamp = preset({
  id: 'basecamp',
  name: 'Basecamp',
  endpoints: {
    authorizationEndpoint: 'https://launchpad.37signals.com/authorization/new',
    tokenEndpoint: 'https://launchpad.37signals.com/authorization/token',
    userinfoEndpoint: 'https://launchpad.37signals.com/authorization.json',
  },
  apiOrigins: ['https://3.basecampapi.com'],
  protocol: {
    responsePlaces: {
      accountId: ['/identity/id'],
      accountName: ['/identity/email_address'],
    },
  },
  hints: [
    {
      field: 'scopes',
      text: 'Leave this empty. A token may do everything that the person may do.',
    },
    {
      field: 'redirectUri',
      text: 'Enter this address as the redirect URI of the integration.',
    },
    {
      field: 'userinfoEndpoint',
      text: 'The response also lists the accounts of the person, each with the address of its API. 37signals does not verify the email address in it.',
    },
    {
      field: 'apiOrigins',
      text: 'The address of the API begins with the number of the account, as in https://3.basecampapi.com/99999999. For Basecamp 2, add https://basecamp.com.',
    },
  ],
  consoleUrl: 'https://launchpad.37signals.com/integrations',
  documentationUrl: 'https://github.com/basecamp/bc3-api/blob/master/sections/authentication.md',
  sources: [
    'https://github.com/basecamp/bc3-api/blob/master/sections/authentication.md',
    'https://github.com/basecamp/api/blob/master/sections/authentication.md',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'It is not confirmed whether Basecamp supports PKCE or ignores it.',
    'The page does not say how the response to a refresh names an ended grant.',
  ],
});
