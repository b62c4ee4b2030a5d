import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type { CreateApp, DeleteApp, GetApp, ListApps, UpdateApp } from '../contracts';
import { getService } from '../services/registry';
import { callerOf } from './caller';
import { parseAppInput, parseAppUpdate } from './validation/app';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const apps = () => getService(strapi, 'apps');
  const rules = () => getService(strapi, 'provider-clients').formRules;

  /** The caller's own connections of the default account, by app key. */
  const connectionsOf = async (ctx: Context) => {
    const connections = getService(strapi, 'connections');
    const mine = await connections.listByOwner(callerOf(ctx).owner);
    const summaries = await connections.summaries(
      mine.filter(({ account }) => account === 'default')
    );
    return new Map(summaries.map((summary) => [summary.appKey, summary]));
  };

  return {
    async list(ctx: Context) {
      const [list, myConnections] = await Promise.all([apps().list(), connectionsOf(ctx)]);
      const data = list.map((app) => ({
        key: app.key,
        name: app.name,
        provider: app.provider,
        enabled: app.enabled,
        scopes: app.scopes,
        ready: apps().isReady(app),
        fault: app.fault,
        myConnection: myConnections.get(app.key) ?? null,
      }));
      const health = await getService(strapi, 'health').read();
      ctx.body = { data, meta: { health } } satisfies ListApps.Response;
    },

    async get(ctx: Context) {
      const app = apps().details(await apps().get(ctx.params.key));
      const myConnections = await connectionsOf(ctx);
      const data = { ...app, myConnection: myConnections.get(app.key) ?? null };
      ctx.body = { data } satisfies GetApp.Response;
    },

    async create(ctx: Context) {
      const data = await apps().create(
        parseAppInput(ctx.request.body, rules()),
        callerOf(ctx).actor
      );
      ctx.status = 201;
      ctx.body = { data } satisfies CreateApp.Response;
    },

    async update(ctx: Context) {
      const update = parseAppUpdate(ctx.request.body, rules());
      const data = await apps().update(ctx.params.key, update, callerOf(ctx).actor);
      ctx.body = { data } satisfies UpdateApp.Response;
    },

    async delete(ctx: Context) {
      const data = await apps().delete(ctx.params.key, callerOf(ctx).actor);
      ctx.body = { data } satisfies DeleteApp.Response;
    },
  };
};
