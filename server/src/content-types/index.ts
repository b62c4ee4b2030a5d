import authorizationRequest from './authorization-request/schema';
import connectedApp from './connected-app/schema';
import connection from './connection/schema';

export default {
  'connected-app': { schema: connectedApp },
  connection: { schema: connection },
  'authorization-request': { schema: authorizationRequest },
};
