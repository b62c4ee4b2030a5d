import hasAnyPermission from './has-any-permission';
import signedInAdmin from './signed-in-admin';

export default {
  'has-any-permission': hasAnyPermission,
  'signed-in-admin': signedInAdmin,
};
