import type { GrantType } from '../../protocol-settings';
import type { Connection } from '../../store/connections';
import type { Apps } from '../apps/apps';
import type { Actor } from '../runtime/audit';
import type { Addresses } from '../runtime/public-addresses';
import { panelPath } from './return-to';
import type { FlowStart } from './start';
import type { ConnectUnattended } from './unattended';

/** What connecting has led to so far. */
export type Started =
  | { kind: 'redirect'; authorizationUrl: URL }
  /** There was nothing to ask anybody. */
  | {
      kind: 'connected';
      connection: Connection;
      /** The page of the panel to go on with. */
      page: URL;
    };

interface ConnectParts {
  addresses: Pick<Addresses, 'panelUrl'>;
  apps: Pick<Apps, 'get'>;
  start(flow: FlowStart): Promise<URL>;
  connectUnattended: ConnectUnattended;
}

/** Begins to connect, in the way that the app's grant requires. */
export const createConnect = ({ addresses, apps, start, connectUnattended }: ConnectParts) => {
  const pageAt = (returnTo: string | undefined): URL => {
    const panelUrl = addresses.panelUrl();
    return new URL(`${panelUrl}${panelPath(returnTo, panelUrl) ?? ''}`);
  };

  const unattended = async (flow: FlowStart, actor: Actor): Promise<Started> => {
    const page = pageAt(flow.returnTo);
    return { kind: 'connected', connection: await connectUnattended(flow, actor), page };
  };

  const ways: Record<GrantType, (flow: FlowStart, actor: Actor) => Promise<Started>> = {
    authorization_code: async (flow) => ({ kind: 'redirect', authorizationUrl: await start(flow) }),
    client_credentials: unattended,
    jwt_bearer: unattended,
  };

  /** @throws what the steps of the way throw: see `start.ts` and `unattended.ts` */
  return async (flow: FlowStart, actor: Actor): Promise<Started> => {
    const { protocol } = await apps.get(flow.appKey);
    return ways[protocol.grantType](flow, actor);
  };
};
