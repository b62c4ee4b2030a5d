import { createHash, randomUUID } from 'node:crypto';

import type { Core } from '@strapi/strapi';

import { UID } from '../constants';
import type { SecretLocation } from '../crypto/secret-box';
import type { Owner, OwnerKind } from '../owners/kinds';
import { ownerColumns, ownerFromColumns } from '../owners/owner';
import type { ConnectionIdentity } from './connections';
import { datesToEpochMs, toRequiredDate, type EpochMsColumn } from './rows';
import type { Secrets } from './secrets';

/**
 * `pending` (the user is at the provider) → `received` (the provider has answered) →
 * `exchanging` (the code is being spent) → `completed`; `failed` from anywhere.
 */
export type AuthorizationRequestStatus =
  'pending' | 'received' | 'exchanging' | 'completed' | 'failed';

export interface NewAuthorizationRequest extends ConnectionIdentity {
  state: string;
  codeVerifier: string;
  nonce: string | null;
  configVersion: number;
  startedBy: string | null;
  redirectUri: string;
  scopes: string[];
  returnTo: string | null;
  expiresAt: Date;
}

export interface AuthorizationRequest extends ConnectionIdentity {
  uid: string;
  status: AuthorizationRequestStatus;
  configVersion: number;
  startedBy: string | null;
  redirectUri: string;
  scopes: string[];
  returnTo: string | null;
  expiresAt: Date;
  sealedCodeVerifier: string;
  sealedNonce: string | null;
  sealedReceivedParams: string | null;
}

type RequestRow = {
  uid: string;
  status: AuthorizationRequestStatus;
  appKey: string;
  configVersion: number;
  ownerKind: OwnerKind;
  ownerId: string;
  account: string;
  startedBy: string | null;
  redirectUri: string;
  scopes: string[] | null;
  returnTo: string | null;
  codeVerifier: string;
  nonce: string | null;
  receivedParams: string | null;
  expiresAt: EpochMsColumn;
};

type SecretField = 'codeVerifier' | 'nonce' | 'receivedParams';

const location = (uid: string, field: SecretField): SecretLocation => ({
  table: 'connected_apps_requests',
  uid,
  field,
});

/** State and ticket are 256 random bits: a plain hash cannot be guessed back. */
const hash = (value: string): string => createHash('sha256').update(value).digest('hex');

const toRequest = (row: RequestRow): AuthorizationRequest => ({
  uid: row.uid,
  status: row.status,
  appKey: row.appKey,
  owner: ownerFromColumns(row.ownerKind, row.ownerId),
  account: row.account,
  configVersion: row.configVersion,
  startedBy: row.startedBy,
  redirectUri: row.redirectUri,
  scopes: row.scopes ?? [],
  returnTo: row.returnTo,
  expiresAt: toRequiredDate(row.expiresAt),
  sealedCodeVerifier: row.codeVerifier,
  sealedNonce: row.nonce,
  sealedReceivedParams: row.receivedParams,
});

/** What a user may still finish. */
const OPEN: readonly AuthorizationRequestStatus[] = ['pending', 'received'];

/** How many rows one call ends or deletes at most. */
const BATCH_SIZE = 1_000;

export const createAuthorizationRequestStore = (strapi: Core.Strapi, secrets: Secrets) => {
  const query = () => strapi.db.query(UID.authorizationRequest);

  const findRow = async (where: object): Promise<AuthorizationRequest | null> => {
    const row: RequestRow | null = await query().findOne({ where });
    return row ? toRequest(row) : null;
  };

  /** Compare-and-swap: of all who try the same step, one succeeds. */
  const advance = async (
    request: AuthorizationRequest,
    from: AuthorizationRequestStatus,
    data: { status: AuthorizationRequestStatus } & Record<string, unknown>
  ): Promise<boolean> => {
    const { count } = await query().updateMany({ where: { uid: request.uid, status: from }, data });
    return count === 1;
  };

  /** What is left once a flow has ended: enough to tell a second try that it is one. */
  const SPENT = { codeVerifier: null, nonce: null, receivedParams: null };

  return {
    /** @throws {ConnectedAppsError} `key_unavailable` before anything is written */
    async create(request: NewAuthorizationRequest): Promise<void> {
      const { state, codeVerifier, nonce, owner, ...columns } = request;
      const uid = randomUUID();
      await query().create({
        data: {
          ...datesToEpochMs(columns),
          ...ownerColumns(owner),
          uid,
          stateHash: hash(state),
          status: 'pending',
          codeVerifier: secrets.seal(codeVerifier, location(uid, 'codeVerifier')),
          nonce: nonce === null ? null : secrets.seal(nonce, location(uid, 'nonce')),
        },
      });
    },

    findByState: (state: string) => findRow({ stateHash: hash(state) }),

    findByTicket: (ticket: string) => findRow({ ticketHash: hash(ticket) }),

    /** Ends an owner's open flows but the newest `keep`. */
    async endSurplus(owner: Owner, keep: number): Promise<void> {
      const open = { ...ownerColumns(owner), status: { $in: OPEN } };
      const surplus: { uid: string }[] = await query().findMany({
        select: ['uid'],
        where: open,
        orderBy: { id: 'desc' },
        offset: keep,
        limit: BATCH_SIZE,
      });
      // One by one: two starts that end the same rows in another order would wait for each other.
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
        receivedParams: secrets.seal(params.toString(), location(request.uid, 'receivedParams')),
        ticketHash: hash(ticket),
        expiresAt: expiresAt.getTime(),
      }),

    /** The request as it is now; null when somebody else was first. */
    async startExchange(request: AuthorizationRequest): Promise<AuthorizationRequest | null> {
      const status = 'exchanging';
      return (await advance(request, 'received', { status })) ? { ...request, status } : null;
    },

    complete: (request: AuthorizationRequest) =>
      advance(request, 'exchanging', { status: 'completed', ...SPENT }),

    /** Ends the flow, unless somebody has moved it on since it was read. */
    async fail(request: AuthorizationRequest): Promise<void> {
      await advance(request, request.status, { status: 'failed', ...SPENT });
    },

    /** @throws {ConnectedAppsError} `key_unavailable` */
    openSecrets(request: AuthorizationRequest) {
      const { uid, sealedCodeVerifier, sealedNonce, sealedReceivedParams } = request;
      return {
        codeVerifier: secrets.open(sealedCodeVerifier, location(uid, 'codeVerifier')),
        nonce: sealedNonce === null ? null : secrets.open(sealedNonce, location(uid, 'nonce')),
        params: new URLSearchParams(
          secrets.open(sealedReceivedParams ?? '', location(uid, 'receivedParams'))
        ),
      };
    },

    /** Deletes the flows, ended or not, that expired before `before`: the oldest, as many as a batch. */
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
