import { ACTIONS } from '../constants';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Anybody who is signed in to the panel. */
const ANYBODY = null;

/**
 * Every route needs a person's session and at least one of `actions`, unless these are `ANYBODY`.
 * The controllers check finer rights.
 */
const route = (
  method: Method,
  path: string,
  handler: string,
  actions: readonly string[] | typeof ANYBODY,
  middlewares: readonly object[] = []
) => ({
  method,
  path,
  handler,
  config: {
    policies: [
      'admin::isAuthenticatedAdmin',
      'plugin::connected-apps.signed-in-admin',
      ...(actions === ANYBODY
        ? []
        : [{ name: 'plugin::connected-apps.has-any-permission', config: { actions } }]),
    ],
    middlewares: ['plugin::connected-apps.errors', ...middlewares],
  },
});

/** Limits one person's requests in a minute. Strapi runs it after the policies. */
const limited = (
  action: 'connect' | 'complete' | 'poll' | 'discovery' | 'refresh',
  options: { isByConnection?: boolean } = {}
) => [{ name: 'plugin::connected-apps.rate-limit', config: { action, ...options } }];

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
    route('POST', '/apps/:key/preview', 'app.preview', [updateApps]),
    route('PUT', '/apps/:key', 'app.update', [updateApps]),
    route('POST', '/apps/:key/rotate-key', 'keys.rotate', [updateApps]),
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
    route('GET', '/flows/:uid', 'authorization.outcome', [connect, connectShared]),
    route(
      'POST',
      '/flows/:uid/poll',
      'authorization.poll',
      [connect, connectShared],
      limited('poll')
    ),
    route('DELETE', '/flows/:uid', 'authorization.cancel', [connect, connectShared]),
    route('GET', '/connections', 'connection.list', [readConnections]),
    route('GET', '/connections/mine', 'connection.listMine', ANYBODY),
    route(
      'POST',
      '/connections/:uid/refresh',
      'connection.refresh',
      [connect, connectShared, manageConnections],
      limited('refresh', { isByConnection: true })
    ),
    // Owners need no permission to withdraw their own access.
    route('DELETE', '/connections/:uid', 'connection.delete', ANYBODY),
  ],
};
