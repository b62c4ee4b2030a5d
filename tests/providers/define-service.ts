import type { Json } from '../support/providers/authorization-server/deviations';
import type {
  Api,
  Authorization,
  ClientRequests,
  Conditions,
  IssuedTokens,
  Refresh,
  Revocation,
  SecondToken,
  Service,
  TokenRequests,
  UserInfo,
} from './service';

type Given<Whole, Needed extends keyof Whole> = Pick<Whole, Needed> & Partial<Whole>;

type GivenRefresh = Given<Omit<Refresh, 'conditions'>, 'rotation' | 'deadGrants'> & {
  conditions?: Partial<Conditions>;
};

/** Parts with a default are absent from this list of what every service has its own way with. */
type Particulars = 'id' | 'proofs' | 'lifetime' | 'account';

type Nested =
  | 'authorization'
  | 'token'
  | 'secondToken'
  | 'refresh'
  | 'revocation'
  | 'userInfo'
  | 'api'
  | 'scopes'
  | 'variants';

export type Facts = Pick<Service, Particulars | 'scopes'> &
  Partial<Omit<Service, Particulars | Nested>> & {
    authorization: Given<Authorization, 'address' | 'pkce'>;
    token: Given<TokenRequests, 'address'>;
    secondToken?: Given<SecondToken, 'address' | 'grantType'>;
    refresh: GivenRefresh | null;
    revocation: Given<Revocation, 'address'> | null;
    userInfo: Given<UserInfo, 'address' | 'body'> | null;
    api: Given<Api, 'addresses'>;
    /** Other facts of the same service, as far as they differ. */
    variants?: Readonly<Record<string, Partial<Facts>>>;
  };

/** No character that form encoding changes: clients that do not encode are known, too. */
const CLIENT = { clientId: 'client-1.of_many', clientSecret: 'S3cret-with_45.signs' };

/** RFC 6749 §5.1. */
export const standardBody = (tokens: IssuedTokens): Json => ({
  access_token: tokens.accessToken,
  token_type: 'Bearer',
  ...(tokens.expiresIn !== null && { expires_in: tokens.expiresIn }),
  ...(tokens.refreshToken !== null && { refresh_token: tokens.refreshToken }),
  ...(tokens.scopes.length > 0 && { scope: tokens.scopes.join(' ') }),
  ...(tokens.idToken !== null && { id_token: tokens.idToken }),
});

const REFRESH = {
  grantType: 'refresh_token',
  takes: 'refresh token',
  demands: {},
  otherRefusals: [{ status: 401, body: { error: 'invalid_client' } }],
} as const;

const refreshOf = (token: ClientRequests, given: GivenRefresh): Refresh => ({
  ...REFRESH,
  address: token.address,
  styles: token.styles,
  names: token.names,
  headers: token.headers,
  ...given,
  conditions: { scopes: [], authorizationParams: {}, tokenParams: {}, ...given.conditions },
});

const secondTokenOf = (token: ClientRequests, given: Facts['secondToken']): SecondToken | null =>
  given === undefined
    ? null
    : { styles: token.styles, names: {}, headers: token.headers, demands: {}, ...given };

const revocationOf = (
  token: ClientRequests,
  { proofs, revocation }: Pick<Facts, 'proofs' | 'revocation'>
): Revocation | null =>
  revocation && {
    styles: token.styles,
    names: token.names,
    headers: token.headers,
    demands: {},
    proofs,
    takes: 'any token',
    answer: { status: 200, body: {} },
    ...revocation,
  };

const authorizationOf = (given: Facts['authorization']): Authorization => ({
  responseType: 'code',
  scopeSeparator: ' ',
  names: {},
  demands: {},
  callbackCode: 'code',
  callbackParams: {},
  ...given,
});

const tokenOf = (given: Facts['token']): TokenRequests => ({
  styles: ['form'],
  names: {},
  headers: {},
  demands: {},
  prefersForms: false,
  ...given,
});

const apiOf = (given: Facts['api']): Api => ({
  header: 'authorization',
  scheme: 'Bearer',
  headers: {},
  ...given,
});

/** The settings that have one default for all services. */
const DEFAULTS = {
  appValues: {},
  connectionValues: {},
  client: CLIENT,
  tokenBody: standardBody,
  introspection: null,
  openId: null,
  grants: (agreed: readonly string[]) => agreed,
  tellsScopes: true,
  provenElsewhere: {},
  knownFaults: {},
};

const complete = (facts: Facts): Service => {
  const token = tokenOf(facts.token);
  const { authorization, refresh, userInfo, api } = facts;
  return {
    ...DEFAULTS,
    ...facts,
    token,
    authorization: authorizationOf(authorization),
    secondToken: secondTokenOf(token, facts.secondToken),
    refresh: refresh && refreshOf(token, refresh),
    revocation: revocationOf(token, facts),
    userInfo: userInfo && { scopes: [], ...userInfo },
    api: apiOf(api),
    variants: {},
  };
};

/** A service that does as RFC 6749 says, apart from these facts. */
export const defineService = ({ variants = {}, ...facts }: Facts): Service => ({
  ...complete(facts),
  variants: Object.fromEntries(
    Object.entries(variants).map(([name, others]) => [name, complete({ ...facts, ...others })])
  ),
});
