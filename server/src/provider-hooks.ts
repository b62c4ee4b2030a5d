/**
 * A request to the provider that the client authenticates, before it is sent. It may hold a code, a
 * token and the client secret: do not log it.
 */
export interface HookRequest {
  /** May change, but not to another origin. */
  url: string;
  method: string;
  /** By name in lower case. */
  headers: Record<string, string>;
  /** Null: none, as with GET. */
  body: string | null;
}

/** The response to such a request, before the plugin reads it. It may hold tokens: do not log it. */
export interface HookResponse {
  /** 200 to 599. */
  status: number;
  /** By name in lower case. */
  headers: Record<string, string>;
  body: string;
}

export interface HookContext {
  /** The app's key. */
  app: string;
  /**
   * The global `fetch`, for a further request. It reaches the addresses only that the plugin may
   * reach, and follows no redirect.
   */
  fetch(input: string | URL, init?: RequestInit): Promise<Response>;
  /** Aborted when the time of the hook is over, 5 seconds after it began. */
  signal: AbortSignal;
}

/**
 * Code for what no setting of an app expresses. Runs for token, revocation and introspection
 * requests. Each function returns what takes the place of its argument, or nothing to leave it.
 *
 * A hook that throws, takes longer than 5 seconds or returns something else fails its request
 * (`provider_rejected`, reason `hook_failed`). If `response` fails, the plugin reads the response as
 * it came, so that no token in it is lost.
 */
export interface ProviderHooks {
  request?(
    request: HookRequest,
    context: HookContext
  ): HookRequest | undefined | Promise<HookRequest | undefined>;
  response?(
    response: HookResponse,
    context: HookContext
  ): HookResponse | undefined | Promise<HookResponse | undefined>;
}
