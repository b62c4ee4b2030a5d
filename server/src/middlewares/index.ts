import callbackRateLimit from './callback-rate-limit';
import errors from './error-responses';
import rateLimit from './rate-limit';

export default {
  'callback-rate-limit': callbackRateLimit,
  errors,
  'rate-limit': rateLimit,
};
