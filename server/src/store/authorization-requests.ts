import { createHash, createHmac, randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import {
  columns,
  type AuthorizationRequestStatus,
} from '../content-types/authorization-request/columns';
import type { Fields } from '../content-types/columns';
import type { SecretLocation } from '../crypto/secret-box';
import { ownerColumns, ownerFromColumns } from '../owners/owner';
import { boundTo, type BoundRow, type ConnectionIdentity } from './connection-rows';
import { rowsOf, type Row } from './rows';
import type { Secrets } from './secrets';

const rows = rowsOf(columns);

export type RequestRow = Row<typeof columns>;

type SecretField = 'codeVerifier' | 'nonce' | 'receivedParams' | 'heldGrant' | 'deviceCode';

type RequestFields = Omit<Fields<typeof columns>, SecretField | 'ownerKind' | 'ownerId'>;

export interface AuthorizationRequest extends RequestFields, ConnectionIdentity {
  scopes: string[];
  /** Null once the flow has ended. */
  sealedCodeVerifier: string | null;
  sealedNonce: string | null;
  sealedReceivedParams: string | null;
  sealedHeldGrant: string | null;
  sealedDeviceCode: string | null;
}

type FieldAtStart =
  | 'configVersion'
  | 'startedBy'
  | 'redirectUri'
  | 'scopes'
  | 'returnTo'
  | 'variableValues'
  | 'expiresAt';

/** What a flow with a device code has besides. */
export interface NewDevice {
  deviceCode: string;
  intervalSeconds: number;
  nextPollAt: Date;
}

export interface NewAuthorizationRequest
  extends ConnectionIdentity, Pick<AuthorizationRequest, FieldAtStart> {
  state: string;
  /** Null: a flow with a device code, which sends none. */
  codeVerifier: string | null;
  nonce: string | null;
  appUid: string;
  device?: NewDevice;
}

/** Selects the flows that a starter has for an owner, or the owner's flows without a starter. */
export type FlowsOfStarter = Pick<NewAuthorizationRequest, 'owner' | 'startedBy'>;

type SealedFor = BoundRow & Pick<AuthorizationRequest, 'uid' | 'startedBy'>;

/** The location of a flow's secret, bound to its app, owner, account, values and starter. */
export const requestLocation = (request: SealedFor, field: SecretField): SecretLocation => ({
  table: 'connected_apps_requests',
  uid: request.uid,
  field,
  boundTo: [...boundTo(request), request.startedBy],
});

/** State and ticket are 256 random bits, so a plain hash of them cannot be reversed by guessing. */
const hash = (value: string): string => createHash('sha256').update(value).digest('hex');

export const toRequest = (row: RequestRow): AuthorizationRequest => {
  const { ownerKind, ownerId, ...read } = rows.read(row);
  const { codeVerifier, nonce, receivedParams, heldGrant, deviceCode, ...fields } = read;
  return {
    ...fields,
    owner: ownerFromColumns(ownerKind, ownerId),
    scopes: fields.scopes ?? [],
    sealedCodeVerifier: codeVerifier,
    sealedNonce: nonce,
    sealedReceivedParams: receivedParams,
    sealedHeldGrant: heldGrant,
    sealedDeviceCode: deviceCode,
  };
};

/** The statuses of flows that the user can still finish. */
const OPEN: readonly AuthorizationRequestStatus[] = ['pending', 'received'];

/** Clears the secrets when a flow ends. The row stays, so that a second try is recognized. */
export const SPENT = {
  codeVerifier: null,
  nonce: null,
  receivedParams: null,
  heldGrant: null,
  deviceCode: null,
} as const;

/** The maximum number of rows that one call ends or deletes. */
const BATCH_SIZE = 1_000;

export const createAuthorizationRequestStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.authorizationRequest);

  const findRow = async (where: object): Promise<AuthorizationRequest | null> => {
    const row: RequestRow | null = await query().findOne({ where });
    return row ? toRequest(row) : null;
  };

  /** Compare-and-swap: of concurrent callers of the same step, one succeeds. */
  const advance = async (
    request: AuthorizationRequest,
    from: AuthorizationRequestStatus,
    fields: Partial<Fields<typeof columns>> & Pick<AuthorizationRequest, 'status'>
  ): Promise<boolean> => {
    const where = { uid: request.uid, status: from };
    const { count } = await query().updateMany({ where, data: rows.toUpdate(fields) });
    return count === 1;
  };

  const codeVerifierOf = (request: AuthorizationRequest): string =>
    secrets.open(request.sealedCodeVerifier ?? '', requestLocation(request, 'codeVerifier'));

  return {
    /**
     * Returns the flow's uid.
     * @throws {ConnectedAppsError} `key_unavailable` before anything is written
     */
    async create(request: NewAuthorizationRequest): Promise<string> {
      const { state, codeVerifier, nonce, owner, device, ...fields } = request;
      const uid = randomUUID();
      const sealed = (value: string | null | undefined, field: SecretField): string | null =>
        value ? secrets.seal(value, requestLocation({ ...request, uid }, field)) : null;
      await query().create({
        data: rows.toInsert({
          ...fields,
          ...ownerColumns(owner),
          uid,
          stateHash: hash(state),
          status: 'pending',
          codeVerifier: sealed(codeVerifier, 'codeVerifier'),
          nonce: sealed(nonce, 'nonce'),
          deviceCode: sealed(device?.deviceCode, 'deviceCode'),
          pollIntervalSeconds: device?.intervalSeconds ?? null,
          nextPollAt: device?.nextPollAt ?? null,
        }),
      });
      return uid;
    },

    findByState: (state: string) => findRow({ stateHash: hash(state) }),

    findByTicket: (ticket: string) => findRow({ ticketHash: hash(ticket) }),

    findByUid: (uid: string) => findRow({ uid }),

    /**
     * The ticket for this response of the provider. It is derived from the response and a secret of
     * the flow, so the same response always has the same ticket, and no other response has it.
     * @throws {ConnectedAppsError} `key_unavailable`
     */
    ticketFor: (request: AuthorizationRequest, params: URLSearchParams): string =>
      createHmac('sha256', codeVerifierOf(request))
        .update(`ticket\n${params.toString()}`)
        .digest('base64url'),

    isTicketOf: ({ ticketHash }: AuthorizationRequest, ticket: string): boolean =>
      ticketHash === hash(ticket),

    /** Ends the open flows that one starter has for one owner, except the newest `keep`. */
    async endSurplus({ owner, startedBy }: FlowsOfStarter, keep: number): Promise<void> {
      const open = { ...ownerColumns(owner), startedBy, status: { $in: OPEN } };
      const surplus: { uid: string }[] = await query().findMany({
        select: ['uid'],
        where: open,
        orderBy: { id: 'desc' },
        offset: keep,
        limit: BATCH_SIZE,
      });
      // One by one: two starts that end the same rows in different orders would deadlock.
      for (const { uid } of surplus) {
        const where = { uid, status: { $in: OPEN } };
        await query().updateMany({ where, data: { status: 'failed', ...SPENT } });
      }
    },

    receive: (
      request: AuthorizationRequest,
      { params, ticket, expiresAt }: { params: URLSearchParams; ticket: string; expiresAt: Date }
    ) =>
      advance(request, 'pending', {
        status: 'received',
        receivedParams: secrets.seal(params.toString(), requestLocation(request, 'receivedParams')),
        ticketHash: hash(ticket),
        expiresAt,
      }),

    /** The request in its new state; null if another caller was first. */
    async startExchange(
      request: AuthorizationRequest,
      completedBy: string
    ): Promise<AuthorizationRequest | null> {
      const change = { status: 'exchanging', completedBy } as const;
      return (await advance(request, 'received', change)) ? { ...request, ...change } : null;
    },

    complete: (request: AuthorizationRequest, connectionUid: string) =>
      advance(request, 'exchanging', { status: 'completed', connectionUid, ...SPENT }),

    /** Ends the flow, unless its status has changed since it was read. */
    async fail(request: AuthorizationRequest): Promise<void> {
      await advance(request, request.status, { status: 'failed', ...SPENT });
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    openSecrets(request: AuthorizationRequest) {
      const { sealedNonce, sealedReceivedParams } = request;
      return {
        codeVerifier: codeVerifierOf(request),
        nonce:
          sealedNonce === null
            ? null
            : secrets.open(sealedNonce, requestLocation(request, 'nonce')),
        params: new URLSearchParams(
          secrets.open(sealedReceivedParams ?? '', requestLocation(request, 'receivedParams'))
        ),
      };
    },

    /** Deletes one batch of the flows, ended or not, that expired before `before`, oldest first. */
    async deleteExpired(before: Date): Promise<number> {
      const expired: { id: number }[] = await query().findMany({
        select: ['id'],
        where: { expiresAt: { $lt: before.getTime() } },
        orderBy: { expiresAt: 'asc' },
        limit: BATCH_SIZE,
      });
      if (expired.length === 0) return 0;
      const ids = expired.map(({ id }) => id);
      const { count } = await query().deleteMany({ where: { id: { $in: ids } } });
      return count;
    },

    async deleteByApp(appKey: string): Promise<void> {
      await query().deleteMany({ where: { appKey } });
    },
  };
};

export type AuthorizationRequestStore = ReturnType<typeof createAuthorizationRequestStore>;
