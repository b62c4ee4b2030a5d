/** To reach a provider, name resolution and TLS included. */
export const CONNECT_TIMEOUT_MS = 10_000;

/** For a whole request to a provider, its answer's body included. */
export const REQUEST_TIMEOUT_MS = 30_000;

/** Of one decompressed answer. */
export const MAX_RESPONSE_BYTES = 1024 * 1024;

/** A provider that asks for more patience is asked again after this time. */
export const MAX_RETRY_AFTER_SECONDS = 3_600;

/** How far a provider's clock may be ahead of ours. */
export const CLOCK_TOLERANCE_SECONDS = 300;

/** A fresh id_token is not older than this. */
export const MAX_ID_TOKEN_AGE_SECONDS = 3_600;
