import { fixedPart, preset } from './preset';

/**
 * The authorization server of an organization, for Freshservice, Freshsales and other products. The
 * API is at the address of the product, which the admin must add.
 */
export const freshworks = preset({
  id: 'freshworks',
  name: 'Freshworks',
  endpoints: {
    authorizationEndpoint: 'https://{organization}.myfreshworks.com/org/oauth/v2/authorize',
    tokenEndpoint: 'https://{organization}.myfreshworks.com/org/oauth/v2/token',
  },
  clientAuthMethod: 'client_secret_basic',
  variables: [
    fixedPart('organization', 'Name of the organization in its myfreshworks.com address', 'acme'),
  ],
  usefulScopes: [
    { scope: 'freshservice.tickets.view', description: 'Read the tickets of Freshservice' },
    { scope: 'freshservice.tickets.create', description: 'Create tickets in Freshservice' },
    { scope: 'freshsales.contacts.view', description: 'Read the contacts of Freshsales' },
    { scope: 'freshsales.deals.view', description: 'Read the deals of Freshsales' },
  ],
  hints: [
    {
      field: 'clientId',
      text: 'Create OAuth credentials in the settings of the Freshworks developer portal of your organization.',
    },
    {
      field: 'scopes',
      text: 'Enter scopes that you selected for the credentials. Freshworks refuses all others.',
    },
    {
      field: 'apiOrigins',
      text: 'Add the address of the product, such as https://acme.freshservice.com.',
    },
    {
      field: 'redirectUri',
      text: 'Add this address to the redirect URLs of the credentials.',
    },
    {
      field: 'backgroundRefresh',
      text: 'An access token lives for 30 minutes, and a refresh token for 365 days.',
    },
  ],
  documentationUrl:
    'https://developers.freshworks.com/docs/tutorials/intermediate/request-method/setup-oauth',
  sources: [
    'https://developers.freshworks.com/docs/app-sdk/v3.0/deal/oauth-implementation-in-apps/oauth-in-external-apps',
    'https://developers.freshworks.com/docs/app-sdk/v3.0/service_ticket/advanced-interfaces/request-method/oauth-access-freshworks-resources/',
    'https://developers.freshworks.com/docs/tutorials/intermediate/request-method/setup-oauth',
  ],
  checkedOn: '2026-11-30',
  openQuestions: [
    'One page writes the path without /org (/oauth/v2/authorize). The metadata of organizations and clients have it.',
    'It is not confirmed whether the token endpoint also takes the client secret in the body, and whether it supports PKCE.',
    'It is not confirmed whether a refresh returns another refresh token.',
    'It is not confirmed that the API of Freshdesk accepts these tokens. Its own page describes API keys only.',
  ],
});
