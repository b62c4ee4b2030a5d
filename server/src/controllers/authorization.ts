import { errors } from '@strapi/utils';
import type { Core } from '@strapi/strapi';
import type { Context } from 'koa';

import { ACTIONS } from '../constants';
import type { Complete, Connect } from '../contracts';
import type { Owner } from '../owners/kinds';
import { getService } from '../services/registry';
import { callerOf } from './caller';
import { parseComplete, parseConnect } from './validation/authorization';

export default ({ strapi }: { strapi: Core.Strapi }) => ({
  async connect(ctx: Context) {
    const { owner = 'me', account, returnTo, scopes } = parseConnect(ctx.request.body);
    const caller = callerOf(ctx);
    const isShared = owner === 'shared';
    if (!caller.can(isShared ? ACTIONS.connectShared : ACTIONS.connect)) {
      throw new errors.ForbiddenError('You may not connect this app for this owner.');
    }
    const flowOwner: Owner = isShared ? { kind: 'shared' } : caller.owner;
    const authorizationUrl = await getService(strapi, 'authorization').start({
      appKey: ctx.params.key,
      owner: flowOwner,
      account,
      startedBy: caller.documentId,
      returnTo,
      scopes,
    });
    ctx.body = { data: { authorizationUrl: authorizationUrl.href } } satisfies Connect.Response;
  },

  async complete(ctx: Context) {
    const { ticket } = parseComplete(ctx.request.body);
    const caller = callerOf(ctx);
    const data = await getService(strapi, 'authorization').complete(ticket, {
      adminId: caller.documentId,
      actor: caller.actor,
      mayConnect: caller.can(ACTIONS.connect),
      mayConnectShared: caller.can(ACTIONS.connectShared),
    });
    ctx.body = { data } satisfies Complete.Response;
  },
});
