import { hidePrivate, pluginOptions, type Index } from '../define';
import { columns } from './columns';

const indexes: Index<typeof columns>[] = [
  { name: 'connected_apps_key_unique', columns: ['key'], type: 'unique' },
  { name: 'connected_apps_name_unique', columns: ['name'], type: 'unique' },
];

export default {
  kind: 'collectionType',
  collectionName: 'connected_apps',
  info: {
    singularName: 'connected-app',
    pluralName: 'connected-apps',
    displayName: 'Connected App',
    description: 'One client registration at one provider',
  },
  options: { draftAndPublish: false },
  pluginOptions,
  config: hidePrivate(columns),
  indexes,
  attributes: columns,
} as const;
