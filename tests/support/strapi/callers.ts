import { randomUUID } from 'node:crypto';

import { ACTIONS } from '../../../server/src/constants';
import { createAdminOfRole, createAdminWith, type Admin } from './admins';
import type { House } from './house';

/** Somebody who sends requests, and the admin whose connections these requests concern. */
export interface Caller {
  headers: Record<string, string>;
  subject: Admin;
  /** Whose connections it starts and manages. */
  owner: 'me' | 'shared';
  /** Runs after its requests have been prepared, before they are sent. */
  beforeSending?: () => Promise<unknown>;
}

const PREFIX = 'plugin::connected-apps.';

/** Names of the permissions, e.g. `apps.read`. */
export const PERMISSIONS: string[] = Object.values(ACTIONS).map((action) =>
  action.slice(PREFIX.length)
);

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

const asAdmin = (subject: Admin): Caller => ({
  headers: bearer(subject.token),
  subject,
  owner: 'me',
});

const fullAccessApiToken = async ({ strapi }: House): Promise<string> => {
  const token = { name: `full ${randomUUID()}`, type: 'full-access', lifespan: null };
  return (await strapi.service('admin::api-token').create(token)).accessKey;
};

/** A machine's credential with every permission of this plugin, owned by a super admin. */
const adminToken = async ({ strapi }: House, { id }: Admin): Promise<string> => {
  const token = {
    name: `machine ${randomUUID()}`,
    kind: 'admin',
    lifespan: null,
    adminPermissions: Object.values(ACTIONS).map((action) => ({ action })),
    adminUserOwner: id,
  };
  return (await strapi.service('admin::api-token-admin').create(token, { id })).accessKey;
};

/** A user who signed up at the site, with Strapi's role for such users. */
const siteUserToken = async ({ strapi }: House): Promise<string> => {
  const users = strapi.plugin('users-permissions');
  const role = await strapi.db
    .query('plugin::users-permissions.role')
    .findOne({ where: { type: 'authenticated' } });
  const name = `visitor-${randomUUID()}`;
  const user = await users.service('user').add({
    username: name,
    email: `${name}@fixture.test`,
    password: `Aa1${randomUUID()}`,
    provider: 'local',
    confirmed: true,
    blocked: false,
    role: role.id,
  });
  return users.service('jwt').issue({ id: user.id });
};

/** All kinds of callers, by name. `withPermissions` makes those with certain permissions. */
export const CALLERS: Record<string, (house: House) => Promise<Caller>> = {
  'no one': async (house) => ({ ...asAdmin(house.admin), headers: {} }),
  'a token that is none': async (house) => ({
    ...asAdmin(house.admin),
    headers: bearer('nonsense'),
  }),
  "a site's user": async (house) => ({
    ...asAdmin(house.admin),
    headers: bearer(await siteUserToken(house)),
  }),
  'a full-access API token': async (house) => ({
    ...asAdmin(house.admin),
    headers: bearer(await fullAccessApiToken(house)),
  }),
  'an admin token': async (house) => ({
    ...asAdmin(house.admin),
    headers: bearer(await adminToken(house, house.admin)),
  }),
  'a deactivated super admin': async ({ strapi }) => {
    const subject = await createAdminOfRole(strapi, 'strapi-super-admin');
    const deactivate = () =>
      strapi.db
        .query('admin::user')
        .update({ where: { id: subject.id }, data: { isActive: false } });
    return { ...asAdmin(subject), beforeSending: deactivate };
  },
  "Strapi's author": async ({ strapi }) =>
    asAdmin(await createAdminOfRole(strapi, 'strapi-author')),
  "Strapi's editor": async ({ strapi }) =>
    asAdmin(await createAdminOfRole(strapi, 'strapi-editor')),
  'a role without permissions': async ({ strapi }) => asAdmin(await createAdminWith(strapi, [])),
  'a super admin': async ({ strapi }) =>
    asAdmin(await createAdminOfRole(strapi, 'strapi-super-admin')),
};

export const withPermissions = async (
  { strapi }: House,
  permissions: readonly string[]
): Promise<Caller> => ({
  ...asAdmin(
    await createAdminWith(
      strapi,
      permissions.map((permission) => PREFIX + permission)
    )
  ),
  owner: permissions.includes('connections.connect-shared') ? 'shared' : 'me',
});
