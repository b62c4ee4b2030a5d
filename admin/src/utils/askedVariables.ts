import type { AppDetails, AppSummary } from '../../../server/src/contracts';
import { withFixedValues } from './addresses';

/** What a person must say to connect, as the list of apps has it. */
export const askedVariables = ({
  variables,
  authorizationEndpoint,
}: Pick<AppDetails, 'variables' | 'authorizationEndpoint'>): Pick<
  AppSummary,
  'asked' | 'authorizationEndpoint'
> => ({
  asked: variables.filter(({ source }) => source === 'person'),
  authorizationEndpoint: authorizationEndpoint && withFixedValues(authorizationEndpoint, variables),
});
