import type { Core } from '@strapi/strapi';

import { PLUGIN_ID } from '../constants';

const withoutTrailingSlash = (url: string) => url.replace(/\/+$/, '');

/**
 * The addresses that the outside world knows this Strapi by. They follow `server.url` and
 * `admin.url`, never a request's Host header, so that they hold behind a proxy.
 */
export const createAddresses = ({ strapi }: { strapi: Core.Strapi }) => {
  const publicUrl = () => withoutTrailingSlash(strapi.config.get<string>('server.absoluteUrl'));
  const panelUrl = () => withoutTrailingSlash(strapi.config.get<string>('admin.absoluteUrl'));
  const apiPrefix = () => strapi.config.get<string>('api.rest.prefix', '/api');
  const redirectUriBase = () => `${publicUrl()}${apiPrefix()}/${PLUGIN_ID}/callback/`;

  return {
    redirectUriBase,
    redirectUri: (appKey: string) => `${redirectUriBase()}${appKey}`,
    javascriptOrigin: () => new URL(publicUrl()).origin,
    panelUrl,
    completionPage: () => `${panelUrl()}/plugins/${PLUGIN_ID}/complete`,
  };
};

export type Addresses = ReturnType<typeof createAddresses>;
