const { TestEnvironment } = require('jest-environment-node');

const listenersOf = (name) => [name, process.rawListeners(name)];

/** Jest's listeners, by which a worker receives its test files. */
const ofJest = process.eventNames().map(listenersOf);

const { removeAllListeners } = process;

/** `strapi.destroy` calls it without a name. In a worker, it must keep Jest's listeners. */
process.removeAllListeners = (...names) => {
  removeAllListeners.apply(process, names);
  if (names.length > 0) return process;
  for (const [name, listeners] of ofJest) {
    for (const listener of listeners) process.on(name, listener);
  }
  return process;
};

/**
 * Lets tests load modules outside of Jest's module registry. A worker then loads Strapi once, not
 * once for each test file, which takes longer than most files' tests.
 */
module.exports = class extends TestEnvironment {
  constructor(...args) {
    super(...args);
    // Strapi, Knex and the plugin recognize dates by `instanceof`.
    this.global.Date = Date;
    this.global.outside = { require, globalThis };
  }

  /** A file that failed may leave its Strapi. In this process, no other could boot beside it. */
  async teardown() {
    await globalThis.strapi?.destroy();
    await super.teardown();
  }
};
