import { screen, waitFor, within } from '@testing-library/react';

import {
  aConnection,
  anApp,
  appState,
  connectionState,
  HEALTHY,
  lostConnection,
  NEEDS_REPAIR,
} from '../support/admin/fixtures';
import { EDITOR, renderPage, rowOf } from '../support/admin/render';
import { listsApps, noResponse, problem, route } from '../support/admin/server';

describe('the list of connected apps', () => {
  it('shows each app with the state of my own connection', async () => {
    listsApps([anApp(), anApp({ key: 'cal', name: 'Calendar', myConnection: aConnection() })]);
    renderPage('', { can: EDITOR });

    const mail = within(await rowOf('Demo Mail'));
    expect(mail.getByText('Not connected')).toBeVisible();
    expect(mail.getByRole('button', { name: 'Connect to Demo Mail' })).toBeEnabled();

    const calendar = within(await rowOf('Calendar'));
    expect(calendar.getByText('Connected as jane@example.com')).toBeVisible();
    expect(calendar.getByRole('button', { name: 'Disconnect Calendar' })).toBeEnabled();
    expect(calendar.queryByRole('button', { name: /connect to/i })).not.toBeInTheDocument();
  });

  it('says in words why a connection needs a reconnect', async () => {
    const lost = lostConnection('invalid_grant');
    listsApps([anApp({ myConnection: lost })]);
    renderPage('', { can: EDITOR });

    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText('jane@example.com needs reconnect')).toBeVisible();
    expect(row.getByText(/no longer accepts the consent.*Press Reconnect/)).toBeVisible();
    expect(row.getByRole('button', { name: 'Reconnect Demo Mail' })).toBeEnabled();
  });

  it('P10 says what the provider requires for a refresh token if there was none', async () => {
    const lost = lostConnection('no_refresh_token', {
      hasRefreshToken: false,
      refreshTokenAdvice: 'Add prompt = consent to the app.',
      state: connectionState({ name: 'needs_reconnect', turn: 'owner', canTryAgain: false }),
    });
    listsApps([anApp({ myConnection: lost })]);
    renderPage('', { can: EDITOR });

    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText(/issued no refresh token/)).toBeVisible();
    expect(row.getByText(/Add prompt = consent to the app\./)).toBeVisible();
  });

  it('names a reason that it does not know', async () => {
    const lost = lostConnection('odd_reason');
    listsApps([anApp({ myConnection: lost })]);
    renderPage('', { can: EDITOR });

    expect(within(await rowOf('Demo Mail')).getByText(/\(odd_reason\)/)).toBeVisible();
  });

  it('tells a configurer what is wrong with an app, and an editor whom to contact', async () => {
    listsApps([anApp({ state: NEEDS_REPAIR })]);

    const admin = renderPage('');
    expect(within(await rowOf('Demo Mail')).getByText(/Enter the secret again\./)).toBeVisible();
    admin.unmount();

    renderPage('', { can: EDITOR });
    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText(/Ask an administrator to repair it/)).toBeVisible();
    expect(row.queryByText(/Enter the secret again/)).not.toBeInTheDocument();
  });

  it.each([
    ['is switched off', 'disabled', 'Switched off'],
    ['is not set up completely', 'incomplete', 'Not ready yet'],
  ] as const)('does not connect to an app that %s', async (_case, name, state) => {
    listsApps([anApp({ state: appState({ name, turn: 'admin' }) })]);
    renderPage('', { can: EDITOR });

    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText(state)).toBeVisible();
    expect(row.getByRole('button', { name: 'Connect to Demo Mail' })).toBeDisabled();
  });

  it('shows an editor nothing to configure, create or delete', async () => {
    listsApps([anApp()]);
    renderPage('', { can: EDITOR });

    const row = within(await rowOf('Demo Mail'));
    expect(row.queryByRole('link', { name: /configure/i })).not.toBeInTheDocument();
    expect(row.queryByRole('button', { name: /more actions/i })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'Create new app' })).not.toBeInTheDocument();
    expect(screen.queryByRole('link', { name: 'All connections' })).not.toBeInTheDocument();
  });

  it('offers no way to connect to a user who may only view apps', async () => {
    listsApps([anApp()]);
    renderPage('', { can: ['readApps'] });

    const row = within(await rowOf('Demo Mail'));
    expect(row.getByRole('link', { name: 'Configure Demo Mail' })).toBeVisible();
    expect(row.queryByRole('button', { name: /connect/i })).not.toBeInTheDocument();
  });

  it('S18 lets a user who may only view apps disconnect their own connections', async () => {
    listsApps([anApp({ myConnection: aConnection() })]);
    renderPage('', { can: ['readApps'] });

    const row = within(await rowOf('Demo Mail'));
    expect(row.getByRole('button', { name: 'Disconnect Demo Mail' })).toBeEnabled();
    expect(row.queryByRole('button', { name: /reconnect|try again/i })).not.toBeInTheDocument();
  });

  it('invites a creator to create the first app', async () => {
    listsApps([]);
    renderPage('');

    expect(await screen.findByText(/Create the first one/)).toBeVisible();
    expect(screen.getAllByRole('link', { name: 'Create new app' })).not.toHaveLength(0);
  });

  it('sends an editor to an administrator while there is no app', async () => {
    listsApps([]);
    renderPage('', { can: EDITOR });

    expect(await screen.findByText(/Ask an administrator to create one/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Create new app' })).not.toBeInTheDocument();
  });

  it('says what failed, and reloads on demand', async () => {
    route('get', '/apps', () => problem(500, 'Something broke.'));
    const { user } = renderPage('');
    expect(await screen.findByText(/Something broke\./)).toBeVisible();

    listsApps([anApp()]);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await rowOf('Demo Mail')).toBeVisible();
  });

  it('says so when Strapi does not respond', async () => {
    route('get', '/apps', noResponse);
    renderPage('');
    expect(await screen.findByText(/Strapi did not respond/)).toBeVisible();
  });

  it('tells users who can fix it which encryption key is missing', async () => {
    const message = 'Set admin.secrets.encryptionKey and restart.';
    listsApps([anApp()], { ...HEALTHY, encryption: 'missing_key', message });

    const admin = renderPage('');
    expect(await screen.findByText(message)).toBeVisible();
    admin.unmount();

    renderPage('', { can: EDITOR });
    expect(await screen.findByText(/problem with its encryption key/)).toBeVisible();
    expect(screen.queryByText(message)).not.toBeInTheDocument();
  });

  it('counts the apps and connections that no key opens, for users who can fix it', async () => {
    listsApps([anApp()], { ...HEALTHY, unreadableSecrets: 2, unreadableConnections: 1_000 });
    const admin = renderPage('');
    expect(await screen.findByText('Stored secrets cannot be opened')).toBeVisible();
    expect(
      screen.getByText(/^2 apps cannot be used: their client secrets or addresses/)
    ).toBeVisible();
    expect(screen.getByText('The tokens of 1,000 connections cannot be opened.')).toBeVisible();
    admin.unmount();

    renderPage('', { can: EDITOR });
    await rowOf('Demo Mail');
    expect(screen.queryByText('Stored secrets cannot be opened')).not.toBeInTheDocument();
  });

  it('names the unreadable connections next to a wrong key', async () => {
    const message = 'The encryption key is not the one.';
    const unreadable = { unreadableSecrets: 0, unreadableConnections: 1 };
    listsApps([anApp()], { ...HEALTHY, ...unreadable, encryption: 'invalid_key', message });
    renderPage('');
    expect(await screen.findByText(message)).toBeVisible();
    expect(screen.getByText('The tokens of 1 connection cannot be opened.')).toBeVisible();
    expect(screen.queryByText(/cannot be used/)).not.toBeInTheDocument();
  });

  it('says how much still needs a former key', async () => {
    listsApps([anApp()], { ...HEALTHY, sealedWithFormerKeys: 12 });
    renderPage('');
    expect(await screen.findByText(/^12 apps and connections are still encrypted/)).toBeVisible();
    expect(screen.getByText(/Keep the former key/)).toBeVisible();
  });

  it.each([
    [true, /deletes them if this is still so a day after/],
    [false, /They stay, because deleteOrphans is false/],
  ])('S18 counts orphans, and says what happens to them (%s)', async (deletesOrphans, what) => {
    listsApps([anApp()], { ...HEALTHY, orphanedConnections: 2, deletesOrphans });
    const admin = renderPage('');
    expect(
      await screen.findByText('The app or the user of 2 connections no longer exists')
    ).toBeVisible();
    expect(screen.getByText(what)).toBeVisible();
    admin.unmount();

    renderPage('', { can: EDITOR });
    await rowOf('Demo Mail');
    expect(screen.queryByText(/no longer exist/)).not.toBeInTheDocument();
  });

  it('S21 warns that no certificate is checked, and says what to do', async () => {
    listsApps([anApp()], { ...HEALTHY, areCertificatesUnchecked: true });
    const admin = renderPage('');
    expect(await screen.findByText('Certificates are not verified')).toBeVisible();
    expect(screen.getByText(/Remove it from the environment and restart Strapi/)).toBeVisible();
    admin.unmount();

    renderPage('', { can: EDITOR });
    await rowOf('Demo Mail');
    expect(screen.queryByText('Certificates are not verified')).not.toBeInTheDocument();
  });

  it('finds one app by its name among hundreds', async () => {
    const many = Array.from({ length: 300 }, (_, index) =>
      anApp({ key: `app-${index}`, name: `Service ${index}` })
    );
    listsApps(many);
    const { user } = renderPage('');
    const search = () => screen.getByRole('searchbox', { name: 'Search by name' });

    await rowOf('Service 0');
    expect(screen.queryByText('Service 299')).not.toBeInTheDocument();
    await user.type(search(), 'service 299');
    expect(await rowOf('Service 299')).toBeVisible();
    expect(screen.getByText('1 app found')).toBeVisible();

    await user.type(search(), ' nowhere');
    expect(await screen.findByText(/No app name contains/)).toBeVisible();
  });

  it('reloads when the user comes back to the tab', async () => {
    listsApps([anApp()]);
    renderPage('', { can: EDITOR });
    await rowOf('Demo Mail');

    listsApps([anApp({ myConnection: aConnection() })]);
    window.dispatchEvent(new Event('focus'));
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
  });
});

describe('the disconnect dialog', () => {
  it('asks for confirmation, and says whether the provider revoked', async () => {
    listsApps([anApp({ myConnection: aConnection() })]);
    const deletions = route('delete', '/connections/connection-1', () => ({
      data: { revokedAtProvider: true },
    }));
    const { user } = renderPage('', { can: EDITOR });

    await user.click(await screen.findByRole('button', { name: 'Disconnect Demo Mail' }));
    const dialog = await screen.findByRole('alertdialog', { name: 'Disconnect Demo Mail?' });
    expect(dialog).toHaveTextContent('jane@example.com');
    expect(deletions).toHaveLength(0);

    listsApps([anApp()]);
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/access is revoked at the provider/)).toBeVisible();
    const connect = await screen.findByRole('button', { name: 'Connect to Demo Mail' });
    await waitFor(() => expect(connect).toHaveFocus());
  });

  it('warns if the provider could not revoke', async () => {
    listsApps([anApp({ myConnection: aConnection() })]);
    route('delete', '/connections/connection-1', () => ({ data: { revokedAtProvider: false } }));
    const { user } = renderPage('', { can: EDITOR });

    await user.click(await screen.findByRole('button', { name: 'Disconnect Demo Mail' }));
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/withdraw the access in your account there/)).toBeVisible();
  });

  it('changes nothing if it is cancelled', async () => {
    listsApps([anApp({ myConnection: aConnection() })]);
    const { user } = renderPage('', { can: EDITOR });

    await user.click(await screen.findByRole('button', { name: 'Disconnect Demo Mail' }));
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
    expect(screen.getByText('Connected as jane@example.com')).toBeVisible();
  });
});

describe('the deletion of an app', () => {
  const openDialog = async (user: ReturnType<typeof renderPage>['user']) => {
    await user.click(await screen.findByRole('button', { name: 'More actions for Demo Mail' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete app' }));
    return screen.findByRole('alertdialog', { name: 'Delete “Demo Mail”?' });
  };

  const countsConnections = (total: number) =>
    route('get', '/connections', () => ({
      data: [],
      meta: { pagination: { page: 1, pageSize: 1, pageCount: total, total } },
    }));

  it('says how many users lose their connection', async () => {
    listsApps([anApp()]);
    const [counted, deleted] = [
      countsConnections(12),
      route('delete', '/apps/demo-mail', () => ({
        data: { key: 'demo-mail', deletedConnections: 12, revokedAtProvider: 10 },
      })),
    ];
    const { user } = renderPage('');

    const dialog = await openDialog(user);
    await waitFor(() => expect(dialog).toHaveTextContent('12 connections through it will be lost'));
    expect(counted[0]?.url.searchParams.get('app')).toBe('demo-mail');

    listsApps([]);
    await user.click(within(dialog).getByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText(/12 connections were deleted with it/)).toBeVisible();
    expect(deleted).toHaveLength(1);
    expect(await screen.findByText(/Create the first one/)).toBeVisible();
  });

  it('warns without a number if the user may not read connections', async () => {
    listsApps([anApp()]);
    const { user } = renderPage('', { can: ['readApps', 'deleteApps'] });

    const dialog = await openDialog(user);
    expect(dialog).toHaveTextContent('Everyone who is connected through it');
    expect(dialog).not.toHaveTextContent('lost');
  });
});
