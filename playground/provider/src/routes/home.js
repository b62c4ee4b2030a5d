// @ts-check
import { homePage } from '../pages/home.js';

/** @param {import('../index.js').Service} service */
export function homeRoutes({ router, discoveryUrl, accessTokenTtlSeconds }) {
  router.get('/', (/** @type {any} */ ctx) => {
    ctx.body = homePage({ discoveryUrl, accessTokenTtlSeconds });
  });
}
