// @ts-check
const controller = require('./controller');
const inbox = require('./inbox');
const refreshes = require('./refreshes');

module.exports = {
  config: {
    default: {
      /** The key of the connected app. */
      app: 'demo-mail',
      messagesUrl: 'http://localhost:4400/api/messages',
    },
    validator() {},
  },

  async bootstrap(/** @type {{ strapi: any }} */ { strapi }) {
    await strapi
      .service('admin::permission')
      .actionProvider.registerMany([
        { section: 'plugins', displayName: 'Read', uid: 'read', pluginName: 'inbox' },
      ]);
    strapi.plugin('inbox').service('refreshes').listen();
  },

  routes: {
    admin: {
      type: 'admin',
      routes: [
        {
          method: 'GET',
          path: '/messages',
          handler: 'inbox.find',
          config: {
            policies: [
              'admin::isAuthenticatedAdmin',
              { name: 'admin::hasPermissions', config: { actions: ['plugin::inbox.read'] } },
            ],
          },
        },
      ],
    },
  },

  controllers: { inbox: controller },
  services: { inbox, refreshes },
};
