import { onlyInPanel } from '../../errors/definitions';
import type { GrantType } from '../../protocol-settings';
import type { Connection } from '../../store/connections';
import type { Apps } from '../apps/apps';
import type { Actor } from '../runtime/audit';
import type { Addresses } from '../runtime/public-addresses';
import type { FlowStart } from './prepared-start';
import { panelPath } from './return-to';
import type { Start } from './start';
import type { StartedDeviceFlow } from './start-device';
import type { ConnectUnattended } from './unattended';

/** There was nothing to ask anybody. */
interface ConnectedAtOnce {
  kind: 'connected';
  connection: Connection;
  /** The page of the panel to go on with. */
  page: URL;
}

/** What connecting has led to so far. */
export type Started =
  { kind: 'redirect'; authorizationUrl: URL } | StartedDeviceFlow | ConnectedAtOnce;

interface ConnectParts {
  addresses: Pick<Addresses, 'panelUrl'>;
  apps: Pick<Apps, 'get'>;
  start: Start;
  connectUnattended: ConnectUnattended;
}

/** Begins to connect, in the way that the app's grant requires. */
export const createConnect = ({ addresses, apps, start, connectUnattended }: ConnectParts) => {
  const pageAt = (returnTo: string | undefined): URL => {
    const panelUrl = addresses.panelUrl();
    return new URL(`${panelUrl}${panelPath(returnTo, panelUrl) ?? ''}`);
  };

  const unattended = async (flow: FlowStart, actor: Actor): Promise<ConnectedAtOnce> => {
    const page = pageAt(flow.returnTo);
    return { kind: 'connected', connection: await connectUnattended(flow, actor), page };
  };

  const ways: Record<GrantType, (flow: FlowStart, actor: Actor) => Promise<Started>> = {
    authorization_code: async (flow) => ({
      kind: 'redirect',
      authorizationUrl: await start.redirect(flow),
    }),
    device_code: (flow) => start.device(flow),
    client_credentials: unattended,
    jwt_bearer: unattended,
  };

  const grantTypeOf = async ({ appKey }: FlowStart): Promise<GrantType> =>
    (await apps.get(appKey)).protocol.grantType;

  return {
    /** @throws what the steps of the way throw: see `start.ts` and `unattended.ts` */
    async connect(flow: FlowStart, actor: Actor): Promise<Started> {
      return ways[await grantTypeOf(flow)](flow, actor);
    },

    /**
     * The page that a browser must open next: the provider's, or `returnTo` if the app is connected
     * at once.
     * @throws as `connect`; `flow_invalid` (`only_in_panel`) if a person needs a device code
     */
    async connectByPage(flow: FlowStart, actor: Actor): Promise<URL> {
      const grantType = await grantTypeOf(flow);
      if (grantType === 'device_code') throw onlyInPanel(flow);
      if (grantType === 'authorization_code') return start.redirect(flow);
      return (await unattended(flow, actor)).page;
    },
  };
};
