module.exports = ({ env }) => ({
  // `strapi start` is for public servers, but here Strapi and Demo Mail are on one machine.
  'connected-apps': { config: { localDevelopment: true } },
  inbox: {
    config: {
      messagesUrl: `http://localhost:${env.int('DEMO_PROVIDER_PORT', 4400)}/api/messages`,
    },
  },
});
