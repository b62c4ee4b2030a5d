import callbackRateLimit from './callback-rate-limit';
import errors from './error-responses';
import jwksRateLimit from './jwks-rate-limit';
import rateLimit from './rate-limit';

export default {
  'callback-rate-limit': callbackRateLimit,
  errors,
  'jwks-rate-limit': jwksRateLimit,
  'rate-limit': rateLimit,
};
