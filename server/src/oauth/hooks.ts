import { z } from 'zod';

import { ConnectedAppsError } from '../errors/connected-apps-error';
import { abortable } from '../lib/abortable';
import { parseUrl } from '../parse-url';
import type { HookContext, HookRequest, HookResponse, ProviderHooks } from '../provider-hooks';
import { safeProviderText } from './errors/provider-text';
import { withTimeout } from './timeout';
import type { ClientSettings, GuardedFetch } from './types';
import type { FormattedRequest } from './wire/request-format';

/** A refresh waits for the hook, and its lease does not wait much longer. */
const TIMEOUT_MS = 5_000;

const headers = z.record(z.string(), z.string());

const requestShape = z.strictObject({
  url: z.string(),
  method: z.string(),
  headers,
  body: z.string().nullable(),
});

const responseShape = z.strictObject({
  status: z.int().min(200).max(599),
  headers,
  body: z.string(),
});

interface HookParts {
  hooks: ProviderHooks;
  settings: Pick<ClientSettings, 'appKey' | 'clientSecret'>;
  fetch: GuardedFetch;
}

const NO_HOOKS: ProviderHooks = {};

const isTimeout = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'TimeoutError';

const whyOf = (error: unknown, { clientSecret }: HookParts['settings']): string => {
  if (isTimeout(error)) return `did not end within ${TIMEOUT_MS / 1_000} seconds`;
  if (error instanceof z.ZodError) return 'returned something of another shape';
  const said =
    error instanceof Error ? safeProviderText(error.message, [clientSecret ?? '']) : null;
  return `failed: ${said ?? 'it threw no error with a message'}`;
};

/** Runs a hook for a limited time. Undefined: it returned nothing, or there is none. */
const run = async <Name extends keyof ProviderHooks, Result>(
  name: Name,
  { hooks, settings, fetch }: HookParts,
  call: (hook: NonNullable<ProviderHooks[Name]>, context: HookContext) => Promise<Result>
): Promise<Result | undefined> => {
  const hook = hooks[name];
  if (!hook) return undefined;
  const { appKey: app } = settings;
  try {
    return await withTimeout(TIMEOUT_MS, null, (signal) =>
      abortable(call(hook, { app, fetch, signal }), signal)
    );
  } catch (error) {
    throw new ConnectedAppsError(
      'provider_rejected',
      `The hook "${name}" of the app ${app} ${whyOf(error, settings)}. Mend it in the plugin's configuration. (hook_failed)`,
      { app, reason: 'hook_failed' }
    );
  }
};

const toFormatted = (
  { url, init }: FormattedRequest,
  { url: address, method, headers: names, body }: HookRequest
): FormattedRequest => {
  const isSameOrigin = parseUrl(address)?.origin === parseUrl(url)?.origin;
  if (!isSameOrigin) throw new Error('it changed the origin of the address');
  return { url: address, init: { ...init, method, headers: new Headers(names), body } };
};

const toResponse = ({ status, headers: names, body }: HookResponse): Response =>
  new Response(body === '' ? null : body, { status, headers: new Headers(names) });

const changeRequest = async (
  parts: HookParts,
  prepared: FormattedRequest
): Promise<FormattedRequest> => {
  const { url, init } = prepared;
  const request: HookRequest = {
    url,
    method: init.method ?? 'GET',
    headers: Object.fromEntries(new Headers(init.headers)),
    body: typeof init.body === 'string' ? init.body : null,
  };
  const changed = await run('request', parts, async (hook, context) => {
    const result = requestShape.optional().parse(await hook(request, context));
    return result && toFormatted(prepared, result);
  });
  return changed ?? prepared;
};

const changeResponse = async (parts: HookParts, response: Response): Promise<Response> => {
  const given: HookResponse = {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: await response.clone().text(),
  };
  const changed = await run('response', parts, async (hook, context) => {
    const result = responseShape.optional().parse(await hook(given, context));
    return result && toResponse(result);
  });
  return changed ?? response;
};

/** What the hooks of an app do to a request and to its response. */
export interface HookedExchange {
  /** @throws {ConnectedAppsError} `provider_rejected` (`hook_failed`) */
  request(prepared: FormattedRequest): Promise<FormattedRequest>;
  /**
   * Reads the response as it came if the hook fails: it may hold the only live refresh token.
   * @throws {ConnectedAppsError} `provider_rejected` (`hook_failed`) if that is of no use
   */
  receive(response: Response, read: (response: Response) => Promise<Response>): Promise<Response>;
}

export const hookedExchange = (
  settings: ClientSettings,
  { fetch, hooks = NO_HOOKS }: { fetch: GuardedFetch; hooks?: ProviderHooks }
): HookedExchange => {
  const parts: HookParts = { hooks, settings, fetch };
  return {
    request: (prepared) => changeRequest(parts, prepared),

    async receive(response, read) {
      if (!hooks.response) return read(response);
      const untouched = response.clone();
      const changed = await changeResponse(parts, response).catch((error: unknown) => ({ error }));
      if (!('error' in changed)) return read(changed);
      return read(untouched).catch(() => {
        throw changed.error;
      });
    },
  };
};
