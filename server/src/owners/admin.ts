import { findUsers, userLabel } from '../store/users';
import type { OwnerDefinition } from './definition';

export const adminOwner: OwnerDefinition<'admin'> = {
  kind: 'admin',
  userUid: 'admin::user',
  canConnect: true,

  mayUse: (user) => user !== null && user.isActive === true && user.blocked !== true,

  async labels(strapi, ids) {
    const users = await findUsers(strapi, 'admin::user', ids);
    return new Map(users.map((user) => [user.documentId, userLabel(user)]));
  },
};
