module.exports = ({ env }) => ({
  'connected-apps': { enabled: true },
  inbox: {
    enabled: true,
    config: {
      messagesUrl: `http://localhost:${env.int('DEMO_PROVIDER_PORT', 4400)}/api/messages`,
    },
  },
  'users-permissions': { config: { jwtSecret: env('JWT_SECRET') } },
});
