module.exports = ({ env }) => ({
  // The Redirect URIs are built from this address.
  url: env('PUBLIC_URL', `http://localhost:${env.int('PORT', 1337)}`),
  logger: {
    // Omits the line for each request; LOG_LEVEL=http shows it.
    config: { level: env('LOG_LEVEL', 'info') },
    startup: { enabled: false },
    updates: { enabled: false },
  },
});
