import type { KeyValue, ProtocolDeviations, ProviderPreset } from '../../server/src/contracts';
import type { ClientAuthMethod } from '../../server/src/oauth/client-auth-methods';
import type { ClientProof } from '../support/providers/deviating/habits';
import type { Service } from './service';

/** A preset that lacks one thing. */
export interface Mutation {
  /** The name of the setting. */
  name: string;
  preset: ProviderPreset;
}

const without = <Item>(items: readonly Item[], gone: Item): Item[] =>
  items.filter((item) => item !== gone);

const omit = <Members extends object>(members: Members, name: string): Members =>
  Object.fromEntries(Object.entries(members).filter(([other]) => other !== name)) as Members;

const isKeyValue = (item: unknown): item is KeyValue =>
  typeof item === 'object' && item !== null && 'key' in item;

/** Of a list, each item is a setting of its own. */
const protocolParts = (protocol: ProtocolDeviations): [string, ProtocolDeviations][] =>
  Object.entries(omit(protocol, 'responsePlaces')).flatMap(
    ([name, value]): [string, ProtocolDeviations][] =>
      Array.isArray(value)
        ? value.map((item: unknown) => [
            `protocol.${name}: ${isKeyValue(item) ? item.key : String(item)}`,
            { ...protocol, [name]: without<unknown>(value, item) },
          ])
        : [[`protocol.${name}`, omit(protocol, name)]]
  );

const placeParts = (protocol: ProtocolDeviations): [string, ProtocolDeviations][] =>
  Object.entries(protocol.responsePlaces ?? {}).flatMap(([member, places]) =>
    places.map((place): [string, ProtocolDeviations] => [
      `protocol.responsePlaces.${member}: ${place}`,
      {
        ...protocol,
        responsePlaces: { ...protocol.responsePlaces, [member]: without(places, place) },
      },
    ])
  );

const ofProtocol = (preset: ProviderPreset): Mutation[] =>
  [...protocolParts(preset.protocol), ...placeParts(preset.protocol)].map(([name, protocol]) => ({
    name,
    preset: { ...preset, protocol },
  }));

const ofParams = (preset: ProviderPreset): Mutation[] =>
  (['authorizationParams', 'tokenParams'] as const).flatMap((list) =>
    preset[list].map((param) => ({
      name: `${list}: ${param.key}`,
      preset: { ...preset, [list]: without(preset[list], param) },
    }))
  );

/** Endpoints without which something is missing, but nothing is refused. */
const OPTIONAL_ENDPOINTS = [
  'secondTokenEndpoint',
  'refreshEndpoint',
  'revocationEndpoint',
  'userinfoEndpoint',
  'introspectionEndpoint',
] as const;

const ofEndpoints = (preset: ProviderPreset): Mutation[] =>
  OPTIONAL_ENDPOINTS.filter((name) => preset.endpoints[name]).map((name) => ({
    name: `endpoints.${name}`,
    preset: { ...preset, endpoints: omit(preset.endpoints, name) },
  }));

const ofVariables = (preset: ProviderPreset): Mutation[] =>
  preset.variables.map((variable) => ({
    name: `variables: ${variable.name}`,
    preset: { ...preset, variables: without(preset.variables, variable) },
  }));

const ofApiOrigins = (preset: ProviderPreset): Mutation[] =>
  preset.apiOrigins.map((origin) => ({
    name: `apiOrigins: ${origin}`,
    preset: { ...preset, apiOrigins: without(preset.apiOrigins, origin) },
  }));

/** The usual methods, and a proof that each gives. */
const METHODS: [ClientAuthMethod, ClientProof][] = [
  ['client_secret_basic', 'basic'],
  ['client_secret_post', 'body'],
  ['none', 'none'],
];

const ofClientAuth = (preset: ProviderPreset, { proofs }: Service): Mutation[] =>
  METHODS.filter(([, proof]) => !proofs.includes(proof)).map(([clientAuthMethod]) => ({
    name: `clientAuthMethod instead: ${clientAuthMethod}`,
    preset: { ...preset, clientAuthMethod },
  }));

/** Every setting of the preset, each of which has a reason. */
export const mutationsOf = (preset: ProviderPreset, service: Service): Mutation[] => [
  ...ofProtocol(preset),
  ...ofParams(preset),
  ...ofEndpoints(preset),
  ...ofVariables(preset),
  ...ofApiOrigins(preset),
  ...ofClientAuth(preset, service),
];

/** The preset without one of the things that the service issues refresh tokens for. */
export const withoutConditions = (preset: ProviderPreset, { refresh }: Service): Mutation[] => {
  const { scopes = [], authorizationParams = {}, tokenParams = {} } = refresh?.conditions ?? {};
  const isAny = (params: object, { name }: Mutation, list: string) =>
    Object.keys(params).some((key) => name === `${list}: ${key}`);
  const ofScopes = scopes.map((scope) => ({
    name: `scopes: ${scope}`,
    preset: { ...preset, scopes: without(preset.scopes, scope) },
  }));
  const params = ofParams(preset).filter(
    (mutation) =>
      isAny(authorizationParams, mutation, 'authorizationParams') ||
      isAny(tokenParams, mutation, 'tokenParams')
  );
  return [...ofScopes, ...params];
};
