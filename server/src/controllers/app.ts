import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import type {
  CreateApp,
  DeleteApp,
  GetApp,
  ListApps,
  PreviewAppUpdate,
  UpdateApp,
} from '../contracts';
import { internalsOf } from '../composition';
import { ACTIONS } from '../constants';
import { askedOf } from '../services/authorization/connection-values';
import { withValues } from '../services/apps/app-variables';
import { NO_VALUES } from '../variables';
import { callerOf } from './caller';
import { parseAppInput, parseAppUpdate } from './validation/app';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { apps, connections, health, providerClients, scopeGaps } = internalsOf(strapi);
  const { formRules } = providerClients;

  const editorOf = (ctx: Context) => {
    const { actor, can } = callerOf(ctx);
    return { actor, mayChangeDestinations: can(ACTIONS.changeDestinations) };
  };

  /** The caller's own connections of the default account, by app key. */
  const connectionsOf = async (ctx: Context) => {
    const mine = await connections.listByOwner(callerOf(ctx).owner);
    const summaries = await connections.summaries(
      mine.filter(({ account }) => account === 'default')
    );
    return new Map(summaries.map((summary) => [summary.appKey, summary]));
  };

  return {
    async list(ctx: Context) {
      const [list, myConnections] = await Promise.all([apps.list(), connectionsOf(ctx)]);
      const data = list.map((app) => ({
        key: app.key,
        name: app.name,
        provider: app.provider,
        scopes: app.scopes,
        grantType: app.protocol.grantType,
        state: apps.details(app).state,
        asked: askedOf(app),
        authorizationEndpoint:
          app.protocol.grantType === 'authorization_code'
            ? withValues(app, NO_VALUES).authorizationEndpoint
            : null,
        myConnection: myConnections.get(app.key) ?? null,
      }));
      ctx.body = { data, meta: { health: await health.read() } } satisfies ListApps.Response;
    },

    async get(ctx: Context) {
      const app = await apps.get(ctx.params.key);
      const [myConnections, gaps] = await Promise.all([connectionsOf(ctx), scopeGaps.of(app)]);
      const myConnection = myConnections.get(app.key) ?? null;
      const data = { ...apps.details(app), myConnection, scopeGaps: gaps };
      ctx.body = { data } satisfies GetApp.Response;
    },

    async create(ctx: Context) {
      const data = await apps.create(parseAppInput(ctx.request.body, formRules), editorOf(ctx));
      ctx.status = 201;
      ctx.body = { data } satisfies CreateApp.Response;
    },

    async update(ctx: Context) {
      const update = parseAppUpdate(ctx.request.body, formRules);
      const data = await apps.update(ctx.params.key, update, editorOf(ctx));
      ctx.body = { data } satisfies UpdateApp.Response;
    },

    async preview(ctx: Context) {
      const update = parseAppUpdate(ctx.request.body, formRules);
      const data = await apps.preview(ctx.params.key, update, editorOf(ctx));
      ctx.body = { data } satisfies PreviewAppUpdate.Response;
    },

    async delete(ctx: Context) {
      const data = await apps.delete(ctx.params.key, callerOf(ctx).actor);
      ctx.body = { data } satisfies DeleteApp.Response;
    },
  };
};
