import type { EditConflict, ErrorResponse } from '../../../server/src/contracts';
import type { ConnectedAppsErrorCode, ErrorCode } from './errorCodes';

export type FieldError = NonNullable<ErrorResponse['error']['details']['errors']>[number];

/** An error of Strapi's HTTP API, or of the network, in one shape. */
export interface ApiProblem {
  /** Absent if no response arrived. */
  status?: number;
  message: string;
  code?: ConnectedAppsErrorCode;
  /** More specific than the code, e.g. the provider's own error. */
  reason?: string;
  /** The key of the app concerned, if the server names it. */
  appKey?: string;
  /** An address to try instead of the given one. */
  suggestedUrl?: string;
  /** Somebody else has saved first. */
  conflict?: EditConflict;
  fields: FieldError[];
}

const KNOWN_CODES: Record<ConnectedAppsErrorCode, true> = {
  not_connected: true,
  needs_reconnect: true,
  insufficient_scope: true,
  provider_unavailable: true,
  provider_rejected: true,
  flow_expired: true,
  flow_invalid: true,
  owner_not_allowed: true,
  app_not_found: true,
  app_disabled: true,
  key_unavailable: true,
  url_not_allowed: true,
  in_transaction: true,
  server_url_invalid: true,
  not_ready: true,
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const isCode = (value: unknown): value is ConnectedAppsErrorCode =>
  typeof value === 'string' && Object.hasOwn(KNOWN_CODES, value);

const isFieldError = (value: unknown): value is FieldError =>
  isRecord(value) && Array.isArray(value.path) && typeof value.message === 'string';

const isConflict = (value: unknown): value is EditConflict =>
  isRecord(value) && typeof value.configVersion === 'number' && typeof value.changedAt === 'string';

export const readApiError = (error: unknown): ApiProblem => {
  if (!isRecord(error)) return { message: '', fields: [] };
  const details = isRecord(error.details) ? error.details : {};
  return {
    status: typeof error.status === 'number' ? error.status : undefined,
    message: typeof error.message === 'string' ? error.message : '',
    code: isCode(details.code) ? details.code : undefined,
    reason: typeof details.reason === 'string' ? details.reason : undefined,
    appKey: typeof details.app === 'string' ? details.app : undefined,
    suggestedUrl: typeof details.suggestedUrl === 'string' ? details.suggestedUrl : undefined,
    conflict: isConflict(details.conflict) ? details.conflict : undefined,
    fields: Array.isArray(details.errors) ? details.errors.filter(isFieldError) : [],
  };
};

/** The plugin's own code if the server sent one, otherwise the code for the status. */
export const toErrorCode = ({ status, code }: ApiProblem): ErrorCode => {
  if (code) return code;
  if (status === undefined) return 'network';
  if (status === 401) return 'session';
  if (status === 403) return 'forbidden';
  if (status === 429) return 'rate_limited';
  return 'unknown';
};

/** For readers who look for the cause: the server's words, plus the reason if they omit it. */
export const toDetails = ({ message, reason }: ApiProblem): string | undefined => {
  if (!reason || message.includes(reason)) return message || undefined;
  return message ? `${message} (${reason})` : reason;
};
