const config = require('../jest.config.js');

const integration = config.projects.find(({ displayName }) => displayName === 'integration');

/** The faults take minutes, so they run by `npm run test:faults`. */
module.exports = {
  ...config,
  projects: [
    { ...integration, displayName: 'faults', testMatch: ['<rootDir>/tests/faults/**/*.test.ts'] },
  ],
};
