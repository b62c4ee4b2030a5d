import callbackRateLimit from './callback-rate-limit';
import errors from './errors';
import rateLimit from './rate-limit';

export default {
  'callback-rate-limit': callbackRateLimit,
  errors,
  'rate-limit': rateLimit,
};
