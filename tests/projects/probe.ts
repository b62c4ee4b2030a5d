import type { ProjectKind } from './matrix';

const ROUTES = `{
  routes: [
    { method: 'GET', path: '/probe/token', handler: 'probe.token', config: { auth: false } },
  ],
}`;

const controller = (
  strapiType: string,
  ctxType: string,
  tokens: string
) => `({ strapi }${strapiType}) => ({
  async token(ctx${ctxType}) {
    const { owner } = ctx.query;
    ctx.body = { token: await ${tokens}.getAccessToken({ app: 'demo-mail', owner: { kind: 'admin', id: owner } }) };
  },
})`;

const TOKENS = `strapi.plugin('connected-apps').service('tokens')`;

/** The project's own code, which uses a token as the guide for plugin authors says. */
export const sources = (language: ProjectKind['language']): Record<string, string> => {
  if (language === 'typescript') {
    return {
      'src/api/probe/routes/probe.ts': `export default ${ROUTES};\n`,
      'src/api/probe/controllers/probe.ts': [
        `import type { Core } from '@strapi/strapi';`,
        `import type { ConnectedApps } from 'strapi-plugin-connected-apps/strapi-server';`,
        ``,
        `const tokensOf = (strapi: Core.Strapi): ConnectedApps => ${TOKENS};`,
        ``,
        `export default ${controller(`: { strapi: Core.Strapi }`, ': any', 'tokensOf(strapi)')};`,
        ``,
      ].join('\n'),
    };
  }
  const start = language === 'esm' ? 'export default' : 'module.exports =';
  return {
    'src/api/probe/routes/probe.js': `${start} ${ROUTES};\n`,
    'src/api/probe/controllers/probe.js': `${start} ${controller('', '', TOKENS)};\n`,
  };
};
