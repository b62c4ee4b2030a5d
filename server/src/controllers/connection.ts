import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { ACTIONS } from '../constants';
import type {
  DeleteConnection,
  ListConnections,
  ListMyConnections,
  RefreshConnection,
} from '../contracts';
import { isSameOwner } from '../owners/owner';
import type { Connection } from '../services/connections';
import { getService } from '../services/registry';
import { callerOf } from './caller';
import { parseConnectionsQuery } from './validation/connections-query';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const connections = () => getService(strapi, 'connections');

  const mayManage = (ctx: Context, { owner }: Connection): boolean => {
    const caller = callerOf(ctx);
    if (caller.can(ACTIONS.manageConnections)) return true;
    if (owner.kind === 'shared') return caller.can(ACTIONS.connectShared);
    return isSameOwner(owner, caller.owner) && caller.can(ACTIONS.connect);
  };

  /** Somebody else's connection is not there, rather than forbidden: its existence is theirs. */
  const manageable = async (ctx: Context): Promise<Connection> => {
    const connection = await connections().find(ctx.params.uid);
    if (connection && mayManage(ctx, connection)) return connection;
    throw new errors.NotFoundError('There is no such connection.');
  };

  return {
    async list(ctx: Context) {
      const { filters, pagination } = parseConnectionsQuery(ctx.query);
      const page = await connections().page(filters, pagination);
      const data = await connections().summaries(page.results);
      ctx.body = { data, meta: { pagination: page.pagination } } satisfies ListConnections.Response;
    },

    async listMine(ctx: Context) {
      const mine = await connections().listByOwner(callerOf(ctx).owner);
      const data = await connections().summaries(mine);
      ctx.body = { data } satisfies ListMyConnections.Response;
    },

    async refresh(ctx: Context) {
      const data = await connections().refreshNow(await manageable(ctx), callerOf(ctx).actor);
      ctx.body = { data } satisfies RefreshConnection.Response;
    },

    async delete(ctx: Context) {
      const data = await connections().disconnect(await manageable(ctx), callerOf(ctx).actor);
      ctx.body = { data } satisfies DeleteConnection.Response;
    },
  };
};
