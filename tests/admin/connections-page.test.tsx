import { screen, waitFor, within } from '@testing-library/react';

import type { ConnectionSummary } from '../../server/src/contracts';
import { aConnection, anApp, connectionState, lostConnection } from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage } from '../support/admin/render';
import { listsApps, problem, route } from '../support/admin/server';
import { nth } from '../support/elements';

const pageOf = (data: ConnectionSummary[], total = data.length) => ({
  data,
  meta: { pagination: { page: 1, pageSize: 20, pageCount: Math.ceil(total / 20), total } },
});

const listsConnections = (data: ConnectionSummary[], total?: number) =>
  route('get', '/connections', () => pageOf(data, total));

const BOB: Partial<ConnectionSummary> = {
  uid: 'connection-2',
  owner: { kind: 'user', id: 'user-1', label: 'Bob' },
  accountLabel: 'bob@example.com',
};

const theirs = (changes: Partial<ConnectionSummary> = {}) => aConnection({ ...BOB, ...changes });

const rowOf = async (owner: string) => {
  const row = (await screen.findByText(owner)).closest('tr');
  if (!row) throw new Error(`${owner} is in no row`);
  return within(row);
};

beforeEach(() => listsApps([anApp()]));
afterEach(() => jest.restoreAllMocks());

describe('the page of all connections', () => {
  it('shows the owner, the app, the account and the state of each connection', async () => {
    listsConnections([
      aConnection(),
      lostConnection('invalid_grant', { ...BOB, account: 'second' }),
      aConnection({ uid: '3', owner: { kind: 'shared', id: 'shared', label: null } }),
      aConnection({ uid: '4', owner: { kind: 'admin', id: 'gone', label: null } }),
    ]);
    renderPage('/connections');

    const jane = await rowOf('Jane Doe');
    expect(await jane.findByText('Demo Mail')).toBeVisible();
    expect(jane.getByText('Connected as jane@example.com')).toBeVisible();
    const bob = await rowOf('Bob (account second)');
    expect(bob.getByText('bob@example.com needs reconnect')).toBeVisible();
    expect(bob.getByText(/it was withdrawn there, or it has expired\./)).toBeVisible();
    expect(bob.queryByText(/Press Reconnect/)).not.toBeInTheDocument();
    expect(await screen.findByText('This Strapi (shared)')).toBeVisible();
    expect(screen.getByText('Deleted user')).toBeVisible();
    expect(screen.getByText('4 connections')).toBeVisible();
  });

  it('filters by app, state and kind of owner', async () => {
    const asked = listsConnections([theirs()]);
    const { user } = renderPage('/connections');
    await rowOf('Bob');

    const choose = async (filter: string, option: string) => {
      await user.click(screen.getByRole('combobox', { name: filter }));
      await user.click(await screen.findByRole('option', { name: option }));
    };
    await choose('App', 'Demo Mail');
    await choose('State', 'Needs reconnect');
    await choose('Owner type', 'API user');

    await waitFor(() =>
      expect(Object.fromEntries(asked.at(-1)?.url.searchParams ?? [])).toEqual({
        page: '1',
        pageSize: '20',
        app: 'demo-mail',
        status: 'needs_reconnect',
        ownerKind: 'user',
      })
    );

    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    await waitFor(() => expect(asked.at(-1)?.url.searchParams.has('app')).toBe(false));
  });

  it('turns pages', async () => {
    const asked = listsConnections([theirs()], 45);
    const { user } = renderPage('/connections');
    await rowOf('Bob');

    await user.click(screen.getByRole('link', { name: /go to page 2/i }));
    await waitFor(() => expect(asked.at(-1)?.url.searchParams.get('page')).toBe('2'));
  });

  it('distinguishes no connections from no match', async () => {
    listsConnections([]);
    const first = renderPage('/connections');
    expect(await screen.findByText('Nobody is connected to an app yet.')).toBeVisible();
    first.unmount();

    renderPage('/connections?status=active');
    expect(await screen.findByText('No connection matches these filters.')).toBeVisible();
  });

  it('says what failed, and reloads on demand', async () => {
    route('get', '/connections', () => problem(500, 'Broken.'));
    const { user } = renderPage('/connections');
    expect(await screen.findByText(/Broken\./)).toBeVisible();

    listsConnections([theirs()]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rowOf('Bob')).toBeTruthy();
  });

  it('U01 is a list of cards if there is no room for a table, with the same content and buttons', async () => {
    jest
      .spyOn(window, 'matchMedia')
      .mockImplementation(
        (media) =>
          ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as never
      );
    listsConnections([
      aConnection({ lastUsedAt: null }),
      lostConnection('invalid_grant', { ...BOB, account: 'second' }),
    ]);
    renderPage('/connections');

    const list = await screen.findByRole('list', { name: 'All connections' });
    expect(screen.queryByRole('table')).not.toBeInTheDocument();
    const people = within(list).getAllByRole('listitem');
    const jane = nth(people, 0);
    const bob = nth(people, 1);
    expect(await within(jane).findByRole('heading', { name: 'Demo Mail' })).toBeVisible();
    expect(within(jane).getByText('Connected as jane@example.com')).toBeVisible();
    expect(within(jane).getByText('Last used').nextSibling).toHaveTextContent('never');
    expect(within(bob).getByText('Bob (account second)')).toBeVisible();
    expect(within(bob).getByText('bob@example.com needs reconnect')).toBeVisible();
    expect(within(bob).getByText('Token valid until').nextSibling).toHaveTextContent(
      'no longer used'
    );
    expect(within(jane).getByRole('button', { name: /^Refresh the token of Jane/ })).toBeEnabled();
    expect(within(bob).getByRole('button', { name: /^Disconnect Bob/ })).toBeEnabled();
  });

  it('U06 says who can reconnect a shared connection', async () => {
    const owner = { kind: 'shared', id: 'shared', label: null } as const;
    listsConnections([lostConnection('invalid_grant', { owner }), lostConnection('x', BOB)]);
    renderPage('/connections');
    const shared = await rowOf('This Strapi (shared)');
    expect(shared.getByText(/Somebody who may connect for everyone must/)).toBeVisible();
    expect((await rowOf('Bob')).getByText(/Its owner must reconnect it\./)).toBeVisible();
  });

  it('U06 does not call an expired token valid', async () => {
    const expiresAt = '2026-01-02T10:00:00.000Z';
    listsConnections([
      theirs({ expiresAt, state: connectionState({ name: 'expired', isTokenValid: false }) }),
    ]);
    renderPage('/connections');
    expect((await rowOf('Bob')).getByText(/^expired Jan 2, 2026/)).toBeVisible();
  });

  it('asks for confirmation before it disconnects somebody', async () => {
    listsConnections([theirs()]);
    const deletions = route('delete', '/connections/connection-2', () => ({
      data: { revokedAtProvider: true },
    }));
    const { user } = renderPage('/connections');

    await user.click(await screen.findByRole('button', { name: /^Disconnect Bob from/ }));
    const dialog = await screen.findByRole('alertdialog');
    expect(dialog).toHaveTextContent('Bob must connect again');
    listsConnections([]);
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));

    expect(await screen.findByText('Nobody is connected to an app yet.')).toBeVisible();
    expect(deletions).toHaveLength(1);
  });

  it('refreshes a token now, and shows the result', async () => {
    listsConnections([theirs()]);
    route('post', '/connections/connection-2/refresh', () => ({ data: theirs() }));
    const { user } = renderPage('/connections');
    const refresh = () => screen.findByRole('button', { name: /^Refresh the token of Bob/ });

    await user.click(await refresh());
    expect(await screen.findByText(/Token of Bob for Demo Mail refreshed/)).toBeVisible();

    route('post', '/connections/connection-2/refresh', () =>
      problem(409, 'Bob must connect again.', { code: 'needs_reconnect' })
    );
    await user.click(await refresh());
    expect(await screen.findByText('Bob must connect again.')).toBeVisible();
  });

  it('cannot refresh without a refresh token', async () => {
    listsConnections([
      theirs({ hasRefreshToken: false, state: connectionState({ canTryAgain: false }) }),
    ]);
    renderPage('/connections');
    expect(await screen.findByRole('button', { name: /^Refresh the token/ })).toHaveAttribute(
      'aria-disabled',
      'true'
    );
  });

  it('is read-only for a user who may only read', async () => {
    listsConnections([theirs()]);
    renderPage('/connections', { can: ['readConnections'] });

    const bob = await rowOf('Bob');
    expect(bob.getByText('demo-mail')).toBeVisible();
    expect(bob.queryByRole('button')).not.toBeInTheDocument();
  });

  it('is the landing page of a user who may only read connections', async () => {
    listsConnections([theirs()]);
    renderPage('', { can: ['readConnections'] });
    expect(await screen.findByRole('heading', { name: 'All connections' })).toBeVisible();
  });

  it('refuses an editor', async () => {
    renderPage('/connections', { can: EDITOR });
    expect(await screen.findByText(/don't have the permissions/)).toBeVisible();
  });

  it('can be reached from the list', async () => {
    listsConnections([theirs()]);
    const { user } = renderPage('', { can: ADMIN });
    await user.click(await screen.findByRole('link', { name: 'All connections' }));
    expect(await rowOf('Bob')).toBeTruthy();
  });
});
