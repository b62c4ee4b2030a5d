import type { SeenRequest } from '../../network/http-server';
import type { RegisteredClient } from '../demo-provider';
import { demand, demandForm, demandOnce, Refusal, required } from './checks';
import type { Secrets } from './secrets';

export type ClientAuth = 'client_secret_basic' | 'client_secret_post';

/** Values that need encoding, both in a form and in Basic. */
export const CLIENT: RegisteredClient = {
  clientId: 'client:1 of/many',
  clientSecret: 'S3cret:/with %odd+signs&=',
};

const MIN_STATE_LENGTH = 22;

const formDecode = (text: string): string => new URLSearchParams(`v=${text}`).get('v') ?? '';

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
const basicCredentials = (authorization: string): string[] => {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization)?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8').split(':').map(formDecode);
};

/** The clients of a server, with the redirect URIs that they registered. */
export class Clients {
  /** The only method that clients may authenticate by. */
  authMethod: ClientAuth = 'client_secret_basic';
  readonly #clients = new Map<string, { clientSecret: string; redirectUris: Set<string> }>();

  constructor(private readonly secrets: Secrets) {}

  register(redirectUri: string, client?: RegisteredClient): RegisteredClient {
    const { clientId, clientSecret } = client ?? {
      clientId: `client-${this.#clients.size + 1}`,
      clientSecret: this.secrets.issue('clientSecret'),
    };
    this.secrets.add('clientSecret', clientSecret);
    const { redirectUris = [] } = this.#clients.get(clientId) ?? {};
    this.#clients.set(clientId, {
      clientSecret,
      redirectUris: new Set([...redirectUris, redirectUri]),
    });
    return { clientId, clientSecret };
  }

  /** RFC 6749 §3.1.2.3, §4.1.2.1, §10.10: otherwise, the browser is not redirected. */
  demandRedirectable(params: URLSearchParams): void {
    demandOnce(params);
    const client = this.#clients.get(required(params, 'client_id'));
    if (!client) throw new Refusal('invalid_client', { violation: 'client_id is another' });
    const isRegistered = client.redirectUris.has(required(params, 'redirect_uri'));
    demand(isRegistered, 'invalid_request', { violation: 'redirect_uri is not registered' });
    const hasLongState = required(params, 'state').length >= MIN_STATE_LENGTH;
    demand(hasLongState, 'invalid_request', { violation: 'state has less than 128 bits' });
  }

  /** RFC 6749 §2.3, by the one method that clients registered for. */
  authenticate(request: SeenRequest): RegisteredClient {
    demandForm(request);
    const { authorization } = request.headers;
    const { form } = request;
    const isBasic = authorization !== undefined;
    const isTwice = isBasic && form.has('client_secret');
    demand(!isTwice, 'invalid_request', { violation: 'authenticated twice' });
    const isByMethod = isBasic === (this.authMethod === 'client_secret_basic');
    const violation = `not authenticated by ${this.authMethod}`;
    demand(isByMethod, 'invalid_client', { status: 401, violation });
    const credentials = isBasic
      ? basicCredentials(authorization)
      : [form.get('client_id') ?? '', form.get('client_secret') ?? ''];
    return this.#known(credentials);
  }

  #known([clientId = '', clientSecret = '', ...rest]: string[]): RegisteredClient {
    const isKnown = this.#clients.get(clientId)?.clientSecret === clientSecret;
    const violation = 'client id or secret is another';
    demand(isKnown && rest.length === 0, 'invalid_client', { status: 401, violation });
    return { clientId, clientSecret };
  }
}
