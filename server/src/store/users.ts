import type { Core } from '@strapi/strapi';

export type UserUid = 'admin::user' | 'plugin::users-permissions.user';

/** The fields that decide whether a user may act. */
export interface UserState {
  /** Of an admin-panel user. */
  isActive?: boolean | null;
  /** Of both kinds. */
  blocked?: boolean | null;
}

export interface UserRow extends UserState {
  id: number;
  documentId: string;
  email?: string | null;
  username?: string | null;
}

export const findUser = (
  strapi: Core.Strapi,
  uid: UserUid,
  documentId: string
): Promise<UserRow | null> => strapi.db.query(uid).findOne({ where: { documentId } });

export const findUsers = (
  strapi: Core.Strapi,
  uid: UserUid,
  documentIds: readonly string[]
): Promise<UserRow[]> =>
  strapi.db.query(uid).findMany({ where: { documentId: { $in: documentIds } } });

/** Finds the rows that a lifecycle event is about to change or delete. */
export const findUsersWhere = (
  strapi: Core.Strapi,
  uid: UserUid,
  where: object
): Promise<UserRow[]> => strapi.db.query(uid).findMany({ where });

/** The name of a user in lists. */
export const userLabel = ({ email, username, documentId }: UserRow): string =>
  email ?? username ?? documentId;
