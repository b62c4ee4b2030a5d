import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { internalsOf } from '../composition';
import { ACTIONS } from '../constants';
import type { Complete, Connect, GetFlow } from '../contracts';
import type { Owner } from '../owners/kinds';
import { RequestError } from '../errors/request-error';
import { callerOf } from './caller';
import { parseComplete, parseConnect, parseFlowUid } from './validation/authorization';

export default ({ strapi }: { strapi: Core.Strapi }) => {
  const { authorization } = internalsOf(strapi);

  return {
    async connect(ctx: Context) {
      const { owner = 'me', account, returnTo, scopes, values } = parseConnect(ctx.request.body);
      const caller = callerOf(ctx);
      const isShared = owner === 'shared';
      if (!caller.can(isShared ? ACTIONS.connectShared : ACTIONS.connect)) {
        throw new RequestError('ForbiddenError', 'You may not connect this app for this owner.');
      }
      const flowOwner: Owner = isShared ? { kind: 'shared' } : caller.owner;
      const authorizationUrl = await authorization.start({
        appKey: ctx.params.key,
        owner: flowOwner,
        account,
        startedBy: caller.documentId,
        returnTo,
        scopes,
        values,
      });
      ctx.body = { data: { authorizationUrl: authorizationUrl.href } } satisfies Connect.Response;
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
