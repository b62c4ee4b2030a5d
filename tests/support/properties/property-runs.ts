/**
 * The number of random inputs for each property, all in one place, so that their sum is visible.
 * Properties that need a Strapi get fewer than pure ones.
 */
export const PROPERTY_RUNS = {
  // tests/properties
  'the response of a token endpoint': 12_000,
  'an exchange, a refresh and a userinfo request': 2_500,
  'the metadata of a provider': 9_000,
  'the address of a discovery': 6_000,
  'the response of a provider at the callback': 12_000,
  'an address to return to': 14_000,
  'the body of a new app': 6_000,
  'the body of an update': 6_000,
  'the body of a start': 4_000,
  'the body of a completion': 4_000,
  'the query of a list': 4_000,
  'the headers of a refusal': 6_000,
  'the text of a JWT': 8_000,
  'what an account says of itself': 6_000,
  'the text of a provider': 8_000,
  'the settings of a provider in a form': 1_600,
  'the settings of a provider in the database': 350,
  'the parameters of a token request': 1_200,
  'the parameters of an authorization request': 200,
  'a value for a part of an address': 2_800,
  'a host in an origin': 500,
  'a value for any use': 500,
  'an address with variables': 1_000,
  'an address, and values for its variables': 2_000,
  'the values of a connection': 300,
  // tests/admin
  'the fragment of the completion page': 4_000,
  'a path in the panel': 4_000,
  // tests/integration
  'the callback, called in the process': 2_500,
  'the query of the callback': 1_500,
  'the form of the callback': 1_500,
  'a ticket': 1_500,
  'an app, sent to the API': 1_000,
  'a key or uid in a path': 600,
} as const;

export type PropertyName = keyof typeof PROPERTY_RUNS;

/** The minimum that `npm test` promises to try. */
export const LEAST_RUNS = 100_000;
