import type { Context } from 'koa';

/** At least one of `actions`; `admin::hasPermissions` requires all of them. */
const hasAnyPermission = (ctx: Context, { actions }: { actions: readonly string[] }): boolean =>
  actions.some((action) => ctx.state.userAbility?.can(action) === true);

export default hasAnyPermission;
