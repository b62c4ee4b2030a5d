import type { Core } from '@strapi/strapi';

import type { UserState, UserUid } from '../store/users';
import type { OwnerKind } from './kinds';

/** What the plugin must know about a kind of owner. */
export interface OwnerDefinition<Kind extends OwnerKind = OwnerKind> {
  kind: Kind;
  /** The content type of its users. Deleting or deactivating a user ends the use of connections. */
  userUid: UserUid | null;
  /** Whether a flow can connect such an owner. Every flow ends in the panel. */
  canConnect: boolean;
  /** Whether an owner with this user (null: there is none) may use its connections. */
  mayUse(user: UserState | null): boolean;
  /** Names for people, by id. */
  labels(strapi: Core.Strapi, ids: readonly string[]): Promise<Map<string, string>>;
}
