import { ACTIONS } from '../constants';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Every route needs a person's session and at least one of `actions`; finer rights are the controller's. */
const route = (
  method: Method,
  path: string,
  handler: string,
  actions: readonly string[],
  middlewares: readonly object[] = []
) => ({
  method,
  path,
  handler,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      'plugin::connected-apps.signed-in-admin',
      { name: 'plugin::connected-apps.has-any-permission', config: { actions } },
    ],
    middlewares: ['plugin::connected-apps.errors', ...middlewares],
  },
});

/** So many requests of one person in a minute; Strapi runs it after the policies. */
const limited = (action: 'connect' | 'complete' | 'discovery') => [
  { name: 'plugin::connected-apps.rate-limit', config: { action } },
];

const { readApps, createApps, updateApps, deleteApps } = ACTIONS;
const { connect, connectShared, readConnections, manageConnections } = ACTIONS;

export default {
  type: 'admin',
  routes: [
    route('GET', '/providers', 'provider.list', [readApps, createApps, updateApps]),
    route(
      'POST',
      '/discovery',
      'provider.discover',
      [createApps, updateApps],
      limited('discovery')
    ),
    route('GET', '/apps', 'app.list', [readApps, createApps, updateApps, connect, connectShared]),
    route('POST', '/apps', 'app.create', [createApps]),
    route('GET', '/apps/:key', 'app.get', [readApps, updateApps]),
    route('PUT', '/apps/:key', 'app.update', [updateApps]),
    route('DELETE', '/apps/:key', 'app.delete', [deleteApps]),
    route(
      'POST',
      '/apps/:key/connect',
      'authorization.connect',
      [connect, connectShared],
      limited('connect')
    ),
    route(
      'POST',
      '/complete',
      'authorization.complete',
      [connect, connectShared],
      limited('complete')
    ),
    route('GET', '/connections', 'connection.list', [readConnections]),
    route('GET', '/connections/mine', 'connection.listMine', [connect]),
    route('POST', '/connections/:uid/refresh', 'connection.refresh', [
      connect,
      connectShared,
      manageConnections,
    ]),
    route('DELETE', '/connections/:uid', 'connection.delete', [
      connect,
      connectShared,
      manageConnections,
    ]),
  ],
};
