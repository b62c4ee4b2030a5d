const config = require('../jest.config.js');

const packed = config.projects.find(({ displayName }) => displayName === 'packed');

/** Each project takes minutes, so only `npm run test:packed` runs them. */
module.exports = {
  ...config,
  projects: [
    {
      ...packed,
      displayName: 'projects',
      testMatch: ['<rootDir>/tests/projects/**/*.test.ts'],
    },
  ],
};
