import { hidePrivate, pluginOptions, type Index } from '../define';
import { columns } from './columns';

const indexes: Index<typeof columns>[] = [
  {
    name: 'connected_apps_connections_owner_unique',
    columns: ['app_key', 'owner_kind', 'owner_id', 'account'],
    type: 'unique',
  },
  { name: 'connected_apps_connections_uid_unique', columns: ['uid'], type: 'unique' },
  { name: 'connected_apps_connections_due', columns: ['status', 'next_refresh_at'] },
  { name: 'connected_apps_connections_failing', columns: ['app_key', 'failing_since'] },
  { name: 'connected_apps_connections_refreshed', columns: ['app_key', 'last_refreshed_at'] },
];

export default {
  kind: 'collectionType',
  collectionName: 'connected_apps_connections',
  info: {
    singularName: 'connection',
    pluralName: 'connections',
    displayName: 'Connection',
    description: "One owner's grant for one connected app",
  },
  options: { draftAndPublish: false },
  pluginOptions,
  config: hidePrivate(columns),
  indexes,
  attributes: columns,
} as const;
