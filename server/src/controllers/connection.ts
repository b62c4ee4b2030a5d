import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import { ACTIONS } from '../constants';
import type {
  DeleteConnection,
  ListConnections,
  ListMyConnections,
  RefreshConnection,
} from '../contracts';
import { isSameOwner } from '../owners/owner';
import type { Connection } from '../services/connections/connections';
import { RequestError } from '../errors/request-error';
import { callerOf } from './caller';
import { parseConnectionsQuery } from './validation/connections-query';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { connections } = internalsOf(strapi);

  const isOwn = (ctx: Context, { owner }: Connection): boolean =>
    isSameOwner(owner, callerOf(ctx).owner);

  const mayRefresh = (ctx: Context, connection: Connection): boolean => {
    const caller = callerOf(ctx);
    if (caller.can(ACTIONS.manageConnections)) return true;
    if (connection.owner.kind === 'shared') return caller.can(ACTIONS.connectShared);
    return isOwn(ctx, connection) && caller.can(ACTIONS.connect);
  };

  const mayDisconnect = (ctx: Context, connection: Connection): boolean =>
    isOwn(ctx, connection) || mayRefresh(ctx, connection);

  /** Somebody else's connection is not found, rather than forbidden: its existence is private. */
  const findFor = async (ctx: Context, mayAct: typeof mayRefresh): Promise<Connection> => {
    const connection = await connections.find(ctx.params.uid);
    if (connection && mayAct(ctx, connection)) return connection;
    throw new RequestError('NotFoundError', 'The connection does not exist.');
  };

  return {
    async list(ctx: Context) {
      const { filters, pagination } = parseConnectionsQuery(ctx.query);
      const page = await connections.page(filters, pagination);
      const data = await connections.summaries(page.results);
      ctx.body = { data, meta: { pagination: page.pagination } } satisfies ListConnections.Response;
    },

    async listMine(ctx: Context) {
      const mine = await connections.listByOwner(callerOf(ctx).owner);
      const data = await connections.summaries(mine);
      ctx.body = { data } satisfies ListMyConnections.Response;
    },

    async refresh(ctx: Context) {
      const data = await connections.refreshNow(
        await findFor(ctx, mayRefresh),
        callerOf(ctx).actor
      );
      ctx.body = { data } satisfies RefreshConnection.Response;
    },

    async delete(ctx: Context) {
      const data = await connections.disconnect(
        await findFor(ctx, mayDisconnect),
        callerOf(ctx).actor
      );
      ctx.body = { data } satisfies DeleteConnection.Response;
    },
  };
};
