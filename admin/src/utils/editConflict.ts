import type { AppFormValues } from './appForm';

type FieldName = keyof AppFormValues;

/** The labels of the fields in the form. */
export const FIELD_LABELS = {
  name: 'form.name',
  key: 'form.key',
  provider: 'form.preset',
  discoveryUrl: 'form.discoveryUrl',
  issuer: 'form.issuer',
  authorizationEndpoint: 'form.authorizationEndpoint',
  deviceAuthorizationEndpoint: 'form.deviceAuthorizationEndpoint',
  tokenEndpoint: 'form.tokenEndpoint',
  secondTokenEndpoint: 'form.secondTokenEndpoint',
  refreshEndpoint: 'form.refreshEndpoint',
  pushedAuthorizationRequestEndpoint: 'form.pushedAuthorizationRequestEndpoint',
  revocationEndpoint: 'form.revocationEndpoint',
  userinfoEndpoint: 'form.userinfoEndpoint',
  introspectionEndpoint: 'form.introspectionEndpoint',
  jwksUri: 'form.jwksUri',
  clientId: 'form.clientId',
  clientSecret: 'form.clientSecret',
  assertionKey: 'form.assertionKey',
  clientAuthMethod: 'form.clientAuthMethod',
  scopes: 'form.scopes',
  authorizationParams: 'form.authorizationParams',
  tokenParams: 'form.tokenParams',
  apiOrigins: 'form.apiOrigins',
  capabilities: 'form.conflict.capabilities',
  enabled: 'form.enabled',
  backgroundRefresh: 'form.refresh.title',
  defaultLifetimeSeconds: 'form.defaultLifetimeSeconds',
  protocol: 'form.conflict.protocol',
  variables: 'form.variables',
} as const satisfies Record<FieldName, string>;

const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

const fieldsThatDiffer = (one: AppFormValues, other: AppFormValues): FieldName[] =>
  (Object.keys(one) as FieldName[]).filter((name) => !isSame(one[name], other[name]));

export interface MergedEdit {
  values: AppFormValues;
  /** Fields that only somebody else has changed. */
  taken: FieldName[];
  /** Fields that both have changed, to different values. */
  both: FieldName[];
}

/** Merges both edits of `read`. Typed values win, even where the edits disagree. */
export const mergeEdits = (
  read: AppFormValues,
  typed: AppFormValues,
  stored: AppFormValues
): MergedEdit => {
  const ours = fieldsThatDiffer(read, typed);
  const theirs = fieldsThatDiffer(read, stored);
  const typedFields = Object.fromEntries(ours.map((name) => [name, typed[name]]));
  const taken = theirs.filter((name) => !ours.includes(name));
  const both = theirs.filter((name) => ours.includes(name) && !isSame(typed[name], stored[name]));
  return { values: { ...stored, ...typedFields }, taken, both };
};
