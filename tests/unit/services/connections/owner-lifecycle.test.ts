import type { Core } from '@strapi/strapi';

import { createOwnerLifecycle } from '../../../../server/src/services/connections/owner-lifecycle';

/** Strapi's database with these content types; it records which ones are subscribed to. */
const subscribedModels = (contentTypes: readonly string[]): unknown[] => {
  const models: unknown[] = [];
  const strapi = {
    db: {
      metadata: { has: (uid: string) => contentTypes.includes(uid) },
      lifecycles: {
        subscribe: (subscriber: { models: string[] }) => models.push(...subscriber.models),
      },
    },
  } as unknown as Core.Strapi;
  createOwnerLifecycle({
    strapi,
    connections: { deleteAllOf: async () => undefined },
    tokenCache: { forgetOwner: () => undefined },
  }).subscribe();
  return models;
};

describe('the database hooks for owners', () => {
  it('watch the users of the panel only, because nobody else can connect', () => {
    expect(subscribedModels(['admin::user', 'plugin::users-permissions.user'])).toEqual([
      'admin::user',
    ]);
  });
});
