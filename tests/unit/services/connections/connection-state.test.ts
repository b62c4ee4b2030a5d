import type { AppFault, Blame, Turn } from '../../../../server/src/contracts';
import { connectionState } from '../../../../server/src/services/connections/connection-state';
import type { Connection, StoredFault } from '../../../../server/src/store/connections';
import { appRow, connectionRow } from '../../../support/databases/rows';

const NOW_MS = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const CONNECTED_AT = new Date(NOW_MS - 48 * HOUR_MS);
const FAILING_SINCE = new Date(NOW_MS - HOUR_MS);

const APP = appRow({
  authorizationEndpoint: 'https://login.provider.example/authorize',
  tokenEndpoint: 'https://api.provider.example/token',
});

const APP_FAULT: AppFault = {
  code: 'provider_rejected',
  reason: 'invalid_client',
  message: 'The provider refuses the client secret.',
  at: '2026-05-20T00:00:00.000Z',
  nextAttemptAt: null,
};

const faultOf = (blame: Blame): StoredFault => ({
  blame,
  code: 'provider_rejected',
  reason: 'http_400',
  message: 'The provider refused to refresh the token.',
  at: FAILING_SINCE.toISOString(),
  retryNotBefore: new Date(NOW_MS + HOUR_MS).toISOString(),
  isOwnerTold: true,
});

const failing = (blame: Blame): Partial<Connection> => ({
  failureCount: 2,
  failingSince: FAILING_SINCE,
  fault: faultOf(blame),
});

const stateOf = (changes: Partial<Connection> = {}, app: typeof APP | null = APP) =>
  connectionState(connectionRow({ connectedAt: CONNECTED_AT, ...changes }), app, NOW_MS);

describe('a connection', () => {
  it('is connected since its consent while the token is valid, and there is nothing to do', () => {
    expect(stateOf({ expiresAt: new Date(NOW_MS + 1) })).toMatchObject({
      name: 'connected',
      since: CONNECTED_AT.toISOString(),
      turn: 'nobody',
      fault: null,
      isTokenValid: true,
      providerHost: 'api.provider.example',
    });
    expect(stateOf({ expiresAt: null })).toMatchObject({ name: 'connected', isTokenValid: true });
  });

  it('expires at the moment its token does, and waits for its owner only without a refresh token', () => {
    const expiresAt = new Date(NOW_MS);
    const expired = { name: 'expired', since: expiresAt.toISOString(), isTokenValid: false };
    expect(stateOf({ expiresAt })).toMatchObject({ ...expired, turn: 'nobody' });
    expect(stateOf({ expiresAt, sealedRefreshToken: null })).toMatchObject({
      ...expired,
      turn: 'owner',
    });
  });

  it.each<[Blame, Turn]>([
    ['provider', 'nobody'],
    ['app', 'admin'],
    ['connection', 'owner'],
    ['unknown', 'owner'],
  ])('that fails through the fault of "%s" is a matter for: %s', (blame, turn) => {
    expect(stateOf(failing(blame))).toMatchObject({
      name: 'failing',
      since: FAILING_SINCE.toISOString(),
      turn,
      isTokenValid: true,
    });
  });

  it('shows the fault to people without the bookkeeping of the refresh', () => {
    const { retryNotBefore: _time, isOwnerTold: _told, ...shown } = faultOf('connection');
    expect(stateOf(failing('connection')).fault).toEqual(shown);
    expect(stateOf({ ...failing('connection'), status: 'needs_reconnect' }).fault).toEqual(shown);
  });

  it('needs its owner once its grant has ended, although the token has not expired', () => {
    const ended: Partial<Connection> = {
      ...failing('provider'),
      status: 'needs_reconnect',
      needsReconnectSince: new Date(NOW_MS - 1),
      expiresAt: new Date(NOW_MS + HOUR_MS),
    };
    expect(stateOf(ended, { ...APP, fault: APP_FAULT })).toMatchObject({
      name: 'needs_reconnect',
      since: new Date(NOW_MS - 1).toISOString(),
      turn: 'owner',
      isTokenValid: false,
    });
  });

  it('fails with its app, which an administrator must repair, unless it fails by itself', () => {
    const app = { ...APP, fault: APP_FAULT };
    const { code, reason, message, at } = APP_FAULT;
    expect(stateOf({}, app)).toMatchObject({ name: 'failing', since: at, turn: 'admin' });
    expect(stateOf({}, app).fault).toEqual({ blame: 'app', code, reason, message, at });
    expect(stateOf(failing('connection'), app).turn).toBe('owner');
  });

  it('with a valid token is not disturbed by a provider that is unavailable', () => {
    const app = { ...APP, fault: { ...APP_FAULT, code: 'provider_unavailable' as const } };
    expect(stateOf({}, app)).toMatchObject({ name: 'connected', turn: 'nobody', fault: null });
  });
});

describe('a connection that lacks scopes', () => {
  it('is limited, and tells those that were refused from those that nobody has asked for', () => {
    const app = { ...APP, scopes: ['mail.read', 'mail.send', 'calendar'] };
    const scopes = { scopesRequested: ['mail.read', 'mail.send'], scopesGranted: ['mail.read'] };
    const lacking = { scopesRefused: ['mail.send'], scopesNotAsked: ['calendar'] };
    expect(stateOf(scopes, app)).toMatchObject({ ...lacking, name: 'limited', turn: 'owner' });
    expect(stateOf(scopes, null)).toMatchObject({ name: 'limited', scopesNotAsked: [] });
    expect(stateOf({ ...scopes, expiresAt: new Date(0) }, app)).toMatchObject({
      ...lacking,
      name: 'expired',
    });
  });

  it('is not limited by openid and offline_access if what they stand for was issued', () => {
    const scopesRequested = ['openid', 'offline_access'];
    expect(stateOf({ scopesRequested, subject: 'jane' }).name).toBe('connected');
    const bare = stateOf({ scopesRequested, sealedRefreshToken: null });
    expect(bare.scopesRefused).toEqual(scopesRequested);
  });
});

describe('another try', () => {
  it.each<[string, Partial<Connection>, boolean]>([
    ['works', {}, true],
    ['has no refresh token', { sealedRefreshToken: null }, false],
    ['was judged to be refused', { status: 'needs_reconnect', statusReason: 'refused' }, true],
    ['was withdrawn', { status: 'needs_reconnect', statusReason: 'invalid_grant' }, false],
  ])('of a connection that %s', (_case, changes, canTryAgain) => {
    expect(stateOf(changes).canTryAgain).toBe(canTryAgain);
  });

  it('of a connection whose app is gone has a time, but no provider', () => {
    const nextRefreshAt = new Date(NOW_MS + HOUR_MS);
    expect(stateOf({ nextRefreshAt }, null)).toMatchObject({
      nextAttemptAt: nextRefreshAt.toISOString(),
      providerHost: null,
    });
  });
});
