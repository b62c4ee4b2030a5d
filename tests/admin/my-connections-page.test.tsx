import { screen, waitFor, within } from '@testing-library/react';

import type { ConnectionSummary } from '../../server/src/contracts';
import { present } from '../support/elements';
import { aConnection, anApp, lostConnection } from '../support/admin/fixtures';
import { EDITOR, renderPage } from '../support/admin/render';
import { listsApps, problem, route } from '../support/admin/server';

const listsMine = (data: ConnectionSummary[]) =>
  route('get', '/connections/mine', () => ({ data }));

describe('the page of my own connections', () => {
  it('S18 opens without any permission, and disconnects', async () => {
    listsMine([aConnection()]);
    const deletions = route('delete', '/connections/connection-1', () => ({
      data: { revokedAtProvider: true },
    }));
    const { user } = renderPage('', { can: [] });

    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(screen.getByRole('heading', { name: 'demo-mail' })).toBeVisible();
    expect(screen.queryByRole('button', { name: /connect to|try again/i })).not.toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Disconnect demo-mail' }));
    listsMine([]);
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('You are not connected to any app.')).toBeVisible();
    expect(deletions).toHaveLength(1);
  });

  it('S18 shows every account, by the names of the apps', async () => {
    listsApps([anApp()]);
    listsMine([aConnection(), lostConnection('invalid_grant', { uid: '2', account: 'second' })]);
    renderPage('/mine', { can: EDITOR });
    expect(await screen.findByRole('heading', { name: 'Demo Mail' })).toBeVisible();
    const second = screen.getByRole('heading', { name: 'Demo Mail (account second)' });
    const row = within(present(second.closest('li')));
    expect(row.getByText('jane@example.com needs reconnect')).toBeVisible();
    expect(row.getByRole('button', { name: /^Disconnect/ })).toBeEnabled();
  });

  it('S18 can be reached from the apps and from all connections', async () => {
    listsApps([anApp()]);
    listsMine([]);
    const apps = renderPage('', { can: ['readApps'] });
    await apps.user.click(await screen.findByRole('link', { name: 'My connections' }));
    expect(await screen.findByText('You are not connected to any app.')).toBeVisible();
    apps.unmount();

    route('get', '/connections', () => ({
      data: [],
      meta: { pagination: { page: 1, pageSize: 20, pageCount: 0, total: 0 } },
    }));
    const { user } = renderPage('', { can: ['readConnections'] });
    await user.click(await screen.findByRole('link', { name: 'My connections' }));
    expect(await screen.findByText('You are not connected to any app.')).toBeVisible();
  });

  it('says what failed, and reloads on demand', async () => {
    route('get', '/connections/mine', () => problem(500, 'Something broke.'));
    const { user } = renderPage('/mine', { can: [] });
    expect(await screen.findByText(/Something broke\./)).toBeVisible();
    listsMine([aConnection()]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(screen.getByText('Connected as jane@example.com')).toBeVisible());
  });
});
