import type { Context } from 'koa';

import type { ACTIONS } from '../constants';
import type { Owner } from '../owners/kinds';
import type { Actor } from '../services/runtime/audit';

interface AdminUser {
  documentId: string;
  email?: string | null;
}

type Action = (typeof ACTIONS)[keyof typeof ACTIONS];

/** The signed-in admin behind a request; the routes' policies ensure that there is one. */
export const callerOf = (ctx: Context) => {
  const { documentId, email = null } = ctx.state.user as AdminUser;
  const owner: Owner = { kind: 'admin', id: documentId };
  const can = (action: Action): boolean => ctx.state.userAbility.can(action) === true;
  const actor: Actor = { type: 'admin-user', id: documentId, email };
  return { documentId, owner, actor, can };
};
