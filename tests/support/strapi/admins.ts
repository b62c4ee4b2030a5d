import { randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

export interface Admin {
  id: number;
  documentId: string;
  email: string;
  /** An access token of the panel's session. */
  token: string;
}

const sessionToken = async (strapi: Core.Strapi, userId: number): Promise<string> => {
  const sessions = strapi.sessionManager('admin');
  const { token: refreshToken } = await sessions.generateRefreshToken(
    String(userId),
    randomUUID(),
    {
      type: 'session',
    }
  );
  const result = await sessions.generateAccessToken(refreshToken);
  if ('error' in result) throw new Error(result.error);
  return result.token;
};

const createAdmin = async (strapi: Core.Strapi, roleId: number, name: string): Promise<Admin> => {
  const email = `${name}-${randomUUID().slice(0, 8)}@fixture.test`;
  const user = await strapi.service('admin::user').create({
    email,
    firstname: name,
    lastname: 'Fixture',
    password: `Aa1${randomUUID()}`,
    isActive: true,
    registrationToken: null,
    roles: [roleId],
  });
  return {
    id: user.id,
    documentId: user.documentId,
    email,
    token: await sessionToken(strapi, user.id),
  };
};

/** An admin user with one of Strapi's built-in roles. */
export const createAdminOfRole = async (
  strapi: Core.Strapi,
  code: 'strapi-editor' | 'strapi-author' | 'strapi-super-admin'
): Promise<Admin> => {
  const role = await strapi.service('admin::role').findOne({ code });
  return createAdmin(strapi, role.id, code);
};

export const createSuperAdmin = async (strapi: Core.Strapi): Promise<Admin> => {
  const role = await strapi.service('admin::role').getSuperAdmin();
  return createAdmin(strapi, role.id, 'super');
};

/** An admin user whose separate role has exactly `actions`. */
export const createAdminWith = async (
  strapi: Core.Strapi,
  actions: readonly string[],
  name = 'editor'
): Promise<Admin> => {
  const role = await strapi.service('admin::role').create({
    name: `${name} ${randomUUID()}`,
    description: 'of a test',
  });
  await strapi.service('admin::role').assignPermissions(
    role.id,
    actions.map((action) => ({ action }))
  );
  return createAdmin(strapi, role.id, name);
};

/** An editor's permissions: to connect their own accounts, but not to configure anything. */
export const EDITOR_ACTIONS = ['plugin::connected-apps.connections.connect'];
