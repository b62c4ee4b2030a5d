import type { SeenRequest } from '../../network/http-server';
import { demand } from '../authorization-server/checks';
import type { RegisteredClient } from '../demo-provider';
import type { ClientProof } from './habits';

/** Characters that form encoding changes, but no colon, which would end a plain user name. */
export const CLIENT: RegisteredClient = {
  clientId: 'client 1/of+many',
  clientSecret: 'S3cret:/with %odd+signs&=',
};

interface Shown {
  /** What is in HTTP Basic (RFC 7617), decoded from base64 only; null: the header is absent. */
  basic: string | null;
  id: string | null;
  secret: string | null;
}

const basicOf = ({ headers: { authorization } }: SeenRequest): string | null => {
  if (authorization === undefined) return null;
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/.exec(authorization)?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8');
};

const formEncoded = (text: string): string => new URLSearchParams({ v: text }).toString().slice(2);

/** RFC 6749 §2.3.1: id and secret are form-encoded before they are joined. */
const isEncodedBasic = ({ basic }: Shown, { clientId, clientSecret }: RegisteredClient): boolean =>
  basic === `${formEncoded(clientId)}:${formEncoded(clientSecret)}`;

const isInBody = ({ id, secret }: Shown, { clientId, clientSecret }: RegisteredClient): boolean =>
  id === clientId && secret === clientSecret;

const PROOFS: Record<ClientProof, (shown: Shown, client: RegisteredClient) => boolean> = {
  basic: (shown, client) => isEncodedBasic(shown, client) && shown.secret === null,
  'basic as it is': ({ basic, secret }, { clientId, clientSecret }) =>
    basic === `${clientId}:${clientSecret}` && secret === null,
  'secret as the user name': ({ basic, secret }, { clientSecret }) =>
    basic === `${clientSecret}:` && secret === null,
  body: (shown, client) => isInBody(shown, client) && shown.basic === null,
  'header and body': (shown, client) => isEncodedBasic(shown, client) && isInBody(shown, client),
  none: ({ basic, id, secret }, { clientId }) =>
    id === clientId && basic === null && secret === null,
};

/** RFC 6749 §5.2. `params` are under their standard names. Any of the proofs will do. */
export const demandClient = (
  proof: ClientProof | readonly ClientProof[],
  request: SeenRequest,
  params: URLSearchParams,
  client: RegisteredClient
): void => {
  const id = params.get('client_id');
  const shown = { basic: basicOf(request), id, secret: params.get('client_secret') };
  const proofs = [proof].flat();
  const isShown = proofs.some((one) => PROOFS[one](shown, client));
  const isKnown = isShown && (id === null || id === client.clientId);
  const violation = `not the client, by ${proofs.join(' or ')}`;
  demand(isKnown, 'invalid_client', { status: 401, violation });
};
