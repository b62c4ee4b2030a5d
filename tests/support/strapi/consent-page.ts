/** The consent page that connecting leads to. */
export const consentPageOf = <Address>(started: {
  kind: string;
  authorizationUrl?: Address;
}): Address => {
  if (started.authorizationUrl !== undefined) return started.authorizationUrl;
  throw new Error(`there is no consent page, but ${started.kind}`);
};
