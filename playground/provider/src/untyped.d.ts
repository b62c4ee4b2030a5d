declare module '@koa/router';
declare module 'better-sqlite3';
declare module 'oidc-provider';
