import { hidePrivate, pluginOptions, type Index } from '../define';
import { columns } from './columns';

const indexes: Index<typeof columns>[] = [
  { name: 'connected_apps_requests_state_unique', columns: ['state_hash'], type: 'unique' },
  { name: 'connected_apps_requests_ticket', columns: ['ticket_hash'] },
  { name: 'connected_apps_requests_expiry', columns: ['expires_at'] },
  { name: 'connected_apps_requests_owner', columns: ['owner_kind', 'owner_id', 'status'] },
];

export default {
  kind: 'collectionType',
  collectionName: 'connected_apps_requests',
  info: {
    singularName: 'authorization-request',
    pluralName: 'authorization-requests',
    displayName: 'Authorization Request',
    description: 'One pending redirect to a provider',
  },
  options: { draftAndPublish: false },
  pluginOptions,
  config: hidePrivate(columns),
  indexes,
  attributes: columns,
} as const;
