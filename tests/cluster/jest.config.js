const { projects } = require('../jest.config.js');

const integration = projects.find(({ displayName }) => displayName === 'integration');

module.exports = {
  ...integration,
  displayName: 'cluster',
  testMatch: ['<rootDir>/tests/cluster/**/*.test.ts'],
};
