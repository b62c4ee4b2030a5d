import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import { ACTIONS } from '../constants';
import type { CancelFlow, Complete, Connect, GetFlow, PollFlow } from '../contracts';
import type { Owner } from '../owners/kinds';
import { RequestError } from '../errors/request-error';
import { callerOf } from './caller';
import type { Completer, Started } from '../services/authorization';
import { parseComplete, parseConnect, parseFlowUid, parsePoll } from './validation/authorization';

const completerOf = (ctx: Context): Completer => {
  const { documentId: adminId, actor, can } = callerOf(ctx);
  return {
    adminId,
    actor,
    mayConnect: can(ACTIONS.connect),
    mayConnectShared: can(ACTIONS.connectShared),
  };
};

/** @throws {RequestError} `NotFoundError` */
const flowUidOf = (ctx: Context): string => {
  const uid = parseFlowUid(ctx.params.uid);
  if (uid !== null) return uid;
  throw new RequestError('NotFoundError', 'There is no such flow.');
};

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorization, connections } = internalsOf(strapi);

  const shown = async (started: Started): Promise<Connect.Response['data']> => {
    switch (started.kind) {
      case 'redirect':
        return { kind: 'redirect', authorizationUrl: started.authorizationUrl.href };
      case 'device':
        return { ...started, expiresAt: started.expiresAt.toISOString() };
      case 'connected':
        return { kind: 'connected', connection: await connections.summary(started.connection) };
    }
  };

  return {
    async connect(ctx: Context) {
      const { owner = 'me', account, returnTo, scopes, values } = parseConnect(ctx.request.body);
      const caller = callerOf(ctx);
      const isShared = owner === 'shared';
      if (!caller.can(isShared ? ACTIONS.connectShared : ACTIONS.connect)) {
        throw new RequestError('ForbiddenError', 'You may not connect this app for this owner.');
      }
      const flowOwner: Owner = isShared ? { kind: 'shared' } : caller.owner;
      const flow = {
        appKey: ctx.params.key,
        owner: flowOwner,
        account,
        startedBy: caller.documentId,
        returnTo,
        scopes,
        values,
      };
      const data = await shown(await authorization.connect(flow, caller.actor));
      ctx.body = { data } satisfies Connect.Response;
    },

    async complete(ctx: Context) {
      const { ticket, confirm } = parseComplete(ctx.request.body);
      const data = await authorization.complete(ticket, completerOf(ctx), confirm);
      ctx.body = { data } satisfies Complete.Response;
    },

    /** Asks the provider whether the person has entered the code, if it is time to. */
    async poll(ctx: Context) {
      const { confirm } = parsePoll(ctx.request.body);
      const data = await authorization.poll(flowUidOf(ctx), completerOf(ctx), confirm);
      ctx.body = { data } satisfies PollFlow.Response;
    },

    async cancel(ctx: Context) {
      const data = await authorization.cancel(flowUidOf(ctx), callerOf(ctx).documentId);
      ctx.body = { data } satisfies CancelFlow.Response;
    },

    /** How a flow ended. The completion page asks this after a reload. */
    async outcome(ctx: Context) {
      const uid = parseFlowUid(ctx.params.uid);
      const data: GetFlow.Response['data'] = uid
        ? await authorization.outcome(uid, callerOf(ctx).documentId)
        : { state: 'unknown' };
      ctx.body = { data } satisfies GetFlow.Response;
    },
  };
};
