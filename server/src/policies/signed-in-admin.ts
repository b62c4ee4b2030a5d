import type { Context } from 'koa';

/**
 * Allows only a person's session in the panel, because only people give grants. Admin tokens pass
 * Strapi's own admin policies, but neither they nor API tokens may act here.
 */
const signedInAdmin = (ctx: Context): boolean => ctx.state.auth?.strategy?.name === 'admin';

export default signedInAdmin;
