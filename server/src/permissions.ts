import type { Core } from '@strapi/strapi';

import { ACTIONS, PLUGIN_ID } from './constants';

const DISPLAY_NAMES: Record<keyof typeof ACTIONS, { displayName: string; subCategory: string }> = {
  readApps: { subCategory: 'apps', displayName: 'Read' },
  createApps: { subCategory: 'apps', displayName: 'Create' },
  updateApps: { subCategory: 'apps', displayName: 'Update' },
  changeDestinations: { subCategory: 'apps', displayName: 'Change where tokens go' },
  deleteApps: { subCategory: 'apps', displayName: 'Delete' },
  connect: { subCategory: 'connections', displayName: 'Connect own accounts' },
  connectShared: { subCategory: 'connections', displayName: 'Connect the shared account' },
  readConnections: { subCategory: 'connections', displayName: "Read everybody's connections" },
  manageConnections: { subCategory: 'connections', displayName: "Refresh and disconnect others'" },
};

const UID_PREFIX = `plugin::${PLUGIN_ID}.`;

export const registerPermissions = async (strapi: Core.Strapi): Promise<void> => {
  const names = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[];
  await strapi.service('admin::permission').actionProvider.registerMany(
    names.map((name) => ({
      section: 'plugins',
      pluginName: PLUGIN_ID,
      uid: ACTIONS[name].slice(UID_PREFIX.length),
      ...DISPLAY_NAMES[name],
    }))
  );
};
