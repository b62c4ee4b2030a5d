/** Time limit for connecting to a provider, including name resolution and TLS. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** Time limit for a whole request to a provider, including the response body. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Size limit for one response after decompression. */
export const MAX_RESPONSE_BYTES = 1024 * 1024;

/** A longer `Retry-After` counts as this. */
export const MAX_RETRY_AFTER_SECONDS = 3_600;

/** How far the provider's clock and ours may differ, for every time in an id_token. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** Maximum age of the id_token of a code exchange. */
export const MAX_ID_TOKEN_AGE_SECONDS = 3_600;

/** Maximum length of each token in a response, in characters. Real tokens have a few thousand. */
export const MAX_TOKEN_LENGTH = 64 * 1024;

/** Maximum length of each callback parameter, such as the code, in characters. */
export const MAX_CALLBACK_PARAM_LENGTH = 8 * 1024;

/** Maximum length of the `request_uri` of a pushed request, in characters. It goes into an address. */
export const MAX_REQUEST_URI_LENGTH = 2 * 1024;

/** Only this many characters of a provider's text about a failure are read. */
export const MAX_DESCRIPTION_LENGTH = 3_000;

/** A device code that lives longer counts as expired after this. */
export const MAX_DEVICE_CODE_SECONDS = 3_600;
