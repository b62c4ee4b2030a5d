import type { Core } from '@strapi/strapi';

import type { UserUid } from '../store/users';
import type { OwnerKind } from './kinds';

/** What the plugin must know of a kind of owner. */
export interface OwnerDefinition {
  kind: OwnerKind;
  /** The users whose deletion or deactivation ends the use of their connections. */
  userUid: UserUid | null;
  /** Whether this owner exists and may use its connections at present. */
  isAllowed(strapi: Core.Strapi, id: string): Promise<boolean>;
  /** Names for people, by id. */
  labels(strapi: Core.Strapi, ids: readonly string[]): Promise<Map<string, string>>;
}
