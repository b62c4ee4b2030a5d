import { findUsers, userLabel } from '../store/users';
import type { OwnerDefinition } from './definition';

const UID = 'plugin::users-permissions.user';

/** A user of the users-permissions plugin, which not every instance has. */
export const userOwner: OwnerDefinition<'user'> = {
  kind: 'user',
  userUid: UID,
  canConnect: false,

  mayUse: (user) => user !== null && user.blocked !== true,

  async labels(strapi, ids) {
    if (!strapi.plugin('users-permissions')) return new Map();
    const users = await findUsers(strapi, UID, ids);
    return new Map(users.map((user) => [user.documentId, userLabel(user)]));
  },
};
