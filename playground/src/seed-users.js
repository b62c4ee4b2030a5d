// @ts-check
const demoUsers = require('./demo-users');

const EDITOR_ACTIONS = ['plugin::connected-apps.connections.connect', 'plugin::inbox.read'];

/**
 * Creates the users on the first start, and never again, so that people can sign in to the panel.
 *
 * @param {any} strapi
 */
async function seedUsers(strapi) {
  if (await strapi.service('admin::user').exists()) return;

  const roles = strapi.service('admin::role');
  for (const { role: code, ...user } of demoUsers) {
    const role = await roles.findOne({ code });
    await strapi
      .service('admin::user')
      .create({ ...user, isActive: true, registrationToken: null, roles: [role.id] });
  }

  const editor = await roles.findOne({ code: 'strapi-editor' });
  await roles.addPermissions(
    editor.id,
    EDITOR_ACTIONS.map((action) => ({ action }))
  );
}

module.exports = { seedUsers };
