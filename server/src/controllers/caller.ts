import type { Context } from 'koa';

import type { ACTIONS } from '../constants';
import type { Owner } from '../owners/kinds';

interface AdminUser {
  documentId: string;
}

type Action = (typeof ACTIONS)[keyof typeof ACTIONS];

/** The signed-in admin behind a request; the routes' policies have made sure that there is one. */
export const callerOf = (ctx: Context) => {
  const { documentId } = ctx.state.user as AdminUser;
  const owner: Owner = { kind: 'admin', id: documentId };
  const can = (action: Action): boolean => ctx.state.userAbility.can(action) === true;
  return { documentId, owner, can };
};
