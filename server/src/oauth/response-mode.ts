import { ConnectedAppsError } from '../errors/connected-apps-error';
import type { ClientSettings } from './types';

/** How a response reaches the callback as it is. */
const PLAIN_MODES = ['query', 'form_post'];

/** How it reaches the callback as a JWT that the provider signs (JARM §2.3); `jwt` is `query.jwt`. */
const SIGNED_MODES = ['jwt', 'query.jwt', 'form_post.jwt'];

/** The parameter of an authorization request, which an app has among its extra parameters. */
const NAME = 'response_mode';

type RequestSettings = Pick<ClientSettings, 'authorizationParams'>;

const modesOf = ({ authorizationParams }: RequestSettings): string[] =>
  authorizationParams.filter(({ key }) => key.toLowerCase() === NAME).map(({ value }) => value);

/** Whether the response must come as a signed JWT (JARM). */
export const asksForSignedResponse = (settings: RequestSettings): boolean =>
  modesOf(settings).some((mode) => SIGNED_MODES.includes(mode));

const rejected = (reason: string, message: string): ConnectedAppsError =>
  new ConnectedAppsError('provider_rejected', message, { reason });

/**
 * Refuses to ask for a response that would not reach the callback, or that nothing could verify.
 * @throws {ConnectedAppsError} `provider_rejected` (`unsupported_response_mode`, `incomplete`)
 */
export const assertReadableResponse = (
  settings: RequestSettings & Pick<ClientSettings, 'issuer' | 'endpoints'>
): void => {
  const known = [...PLAIN_MODES, ...SIGNED_MODES];
  if (!modesOf(settings).every((mode) => known.includes(mode))) {
    const modes = known.map((mode) => `"${mode}"`).join(', ');
    throw rejected(
      'unsupported_response_mode',
      `The extra parameter ${NAME} must be one of ${modes}. Change it or remove it.`
    );
  }
  const isVerifiable = settings.issuer !== null && settings.endpoints.jwksUri !== null;
  if (isVerifiable || !asksForSignedResponse(settings)) return;
  throw rejected(
    'incomplete',
    `The extra parameter ${NAME} asks for signed responses, which cannot be verified without issuer ` +
      'and JWKS URI. Enter both in the settings of the app, or remove the parameter.'
  );
};
