const { TestEnvironment } = require('jest-environment-node');

/**
 * Lets tests load modules outside of Jest's module registry. A worker then loads Strapi once, not
 * once for each test file, which takes longer than most files' tests.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    this.global.outside = { require, globalThis };
  }
};
