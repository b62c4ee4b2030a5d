import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import { ACTIONS } from '../constants';
import type { Complete, Connect, GetFlow } from '../contracts';
import type { Owner } from '../owners/kinds';
import { RequestError } from '../errors/request-error';
import type { Started } from '../services/authorization';
import { callerOf } from './caller';
import { parseComplete, parseConnect, parseFlowUid } from './validation/authorization';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorization, connections } = internalsOf(strapi);

  const shown = async (started: Started): Promise<Connect.Response['data']> => {
    switch (started.kind) {
      case 'redirect':
        return { kind: 'redirect', authorizationUrl: started.authorizationUrl.href };
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
      const caller = callerOf(ctx);
      const completer = {
        adminId: caller.documentId,
        actor: caller.actor,
        mayConnect: caller.can(ACTIONS.connect),
        mayConnectShared: caller.can(ACTIONS.connectShared),
      };
      const data = await authorization.complete(ticket, completer, confirm);
      ctx.body = { data } satisfies Complete.Response;
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
