import { tell } from './ipc.mjs';

/**
 * Points of a refresh at which this process can be halted. When the armed one is reached, it
 * notifies the test and waits until the test releases it.
 */
export const createFailpoints = ({ providerClients: clients, store }) => {
  let armed = null;
  let waiting = [];

  const reached = (point, details) => {
    if (point !== armed) return Promise.resolve();
    const goOn = new Promise((resolve) => waiting.push(resolve));
    tell('reached', { point, ...details });
    return goOn;
  };

  const clientFor = clients.clientFor;
  clients.clientFor = async (app) => {
    const client = await clientFor(app);
    const refresh = async (input) => {
      await reached('before-request', { app: app.key });
      return client.refresh(input);
    };
    return { ...client, refresh };
  };

  const { claims, connections, fencedUpdates } = store;
  const { claimDue } = claims;
  claims.claimDue = async (filters, ...rest) => {
    await reached('before-lease', { app: filters.appKeys.at(0) });
    return claimDue(filters, ...rest);
  };

  const { acquireLease, refreshedUpdate, saveRefreshed } = connections;
  const { updateTogether } = fencedUpdates;
  /** By uid: the app of a response that is saved together with others. */
  const apps = new Map();
  connections.refreshedUpdate = (connection, ...rest) => {
    apps.set(connection.uid, connection.appKey);
    return refreshedUpdate(connection, ...rest);
  };
  const reachedByAll = (point, updates) =>
    Promise.all(updates.map(({ uid }) => reached(point, { app: apps.get(uid) })));
  fencedUpdates.updateTogether = async (updates) => {
    await reachedByAll('before-save', updates);
    const saved = await updateTogether(updates);
    await reachedByAll('after-save', updates);
    return saved;
  };

  connections.acquireLease = async (connection, ...rest) => {
    await reached('before-lease', { app: connection.appKey });
    return acquireLease(connection, ...rest);
  };
  connections.saveRefreshed = async (connection, ...rest) => {
    const details = { app: connection.appKey };
    await reached('before-save', details);
    const isSaved = await saveRefreshed(connection, ...rest);
    await reached('after-save', details);
    return isSaved;
  };

  return {
    arm(point) {
      armed = point;
    },
    goOn() {
      armed = null;
      const released = waiting;
      waiting = [];
      for (const resolve of released) resolve();
    },
  };
};
