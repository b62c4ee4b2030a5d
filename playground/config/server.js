module.exports = ({ env }) => {
  const port = env.int('PORT', 1337);

  return {
    host: env('HOST', 'localhost'),
    port,
    // The Redirect URIs are made of this address.
    url: env('PUBLIC_URL', `http://localhost:${port}`),
    app: { keys: env.array('APP_KEYS') },
    logger: {
      // Without a line for every request; LOG_LEVEL=http shows them.
      config: { level: env('LOG_LEVEL', 'info') },
      startup: { enabled: false },
      updates: { enabled: false },
    },
  };
};
