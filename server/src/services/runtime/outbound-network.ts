import type { Core } from '@strapi/strapi';

import type { PluginConfig } from '../../config';
import { PLUGIN_ID } from '../../constants';
import { createGuardedFetch, type GuardedNetwork } from '../../oauth/http';
import { USER_AGENT } from '../../user-agent';
import { isLocalDevelopment } from './local-development';
import type { Log } from './log';
import { logProxy, outboundProxy } from './outbound-proxy';

interface NetworkParts {
  config: Core.Strapi['config'];
  log: Log;
}

/** The guarded network to providers and APIs, as configured. */
export const createOutboundNetwork = ({ config, log }: NetworkParts): GuardedNetwork => {
  const { allowedAddressRanges, userAgent } = config.get<PluginConfig>(`plugin::${PLUGIN_ID}`);
  const proxy = outboundProxy({ config });
  logProxy(log, proxy);
  return createGuardedFetch({
    allowLoopback: isLocalDevelopment({ config }),
    allowedRanges: allowedAddressRanges,
    proxy,
    userAgent: userAgent ?? USER_AGENT,
  });
};
