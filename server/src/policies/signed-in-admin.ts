import type { Context } from 'koa';

/**
 * Only a person's session in the panel: grants are given by people, so neither API tokens nor
 * admin tokens, which pass Strapi's own admin policies, act here.
 */
const signedInAdmin = (ctx: Context): boolean => ctx.state.auth?.strategy?.name === 'admin';

export default signedInAdmin;
