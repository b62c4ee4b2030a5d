/**
 * Node's own realm, where Strapi and the plugin run. Each test file has its own realm, with
 * other globals, e.g. another `process.env` and another `Date` (`environment.js`).
 */
interface Outside {
  require: NodeJS.Require;
  globalThis: typeof globalThis;
}

declare global {
  var outside: Outside;
}

export const { outside } = globalThis;
