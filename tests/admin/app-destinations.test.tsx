import { screen, waitFor, within } from '@testing-library/react';

import type { AppUpdate, EditConflict } from '../../server/src/contracts';
import { appDetails, type AppChanges } from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { problem, route } from '../support/admin/server';
import { only } from '../support/elements';

const field = (name: string | RegExp) => screen.getByRole('textbox', { name });
const saveButton = () => screen.getByRole('button', { name: 'Save' });
const sent = ({ body }: { body: unknown }) => (body as { data: AppUpdate }).data;

const openEdit = async (app: AppChanges = {}, can: ActionName[] = ADMIN) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails(app) }));
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

const savesApp = () =>
  route('put', '/apps/demo-mail', (request) => ({
    data: appDetails({ ...sent(request), configVersion: sent(request).configVersion + 1 }),
  }));

describe('S01 a user who may edit apps, but not change where tokens go', () => {
  const MAY_EDIT = ADMIN.filter((name) => name !== 'changeDestinations');

  it('sees the destinations, reads why they are fixed, and saves the rest', async () => {
    const saves = savesApp();
    const user = await openEdit({}, MAY_EDIT);
    expect(
      screen.getByText('Your role does not allow you to change where tokens go')
    ).toBeVisible();
    for (const name of ['Discovery URL', 'Issuer', 'Token endpoint', 'Client ID', /JWKS/])
      expect(field(name)).toBeDisabled();
    for (const name of ['Provider', 'Client authentication'])
      expect(screen.getByRole('combobox', { name })).toHaveAttribute('aria-disabled', 'true');
    expect(screen.queryByRole('textbox', { name: 'API origins' })).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Get OpenID Configuration' })
    ).not.toBeInTheDocument();

    await user.click(field(/^Name/));
    await user.paste('!');
    await user.click(saveButton());
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(sent(only(saves))).toMatchObject({ name: 'Demo Mail!', configVersion: 1 });
  });

  it('is not offered to create an app', async () => {
    renderPage('/create', { can: MAY_EDIT });
    expect(await screen.findByText(/don't have the permissions/i)).toBeVisible();
  });
});

describe('S05 an added API origin', () => {
  it('must be confirmed, by name, before it is saved', async () => {
    const saves = savesApp();
    const user = await openEdit({ apiOrigins: ['https://api.example.com'] });
    await user.click(screen.getByRole('textbox', { name: 'API origins' }));
    await user.paste('https://other.example.com');
    await user.keyboard('{Enter}');
    await user.click(saveButton());

    const dialog = await screen.findByRole('alertdialog', {
      name: 'Let tokens go to a new address?',
    });
    expect(within(dialog).getByText('https://other.example.com')).toBeVisible();
    expect(within(dialog).queryByText('https://api.example.com')).not.toBeInTheDocument();
    expect(saves).toHaveLength(0);
    await user.click(within(dialog).getByRole('button', { name: 'Save and allow' }));
    expect(await screen.findByText('Saved.')).toBeVisible();
  });
});

describe('S19 an app that somebody else has changed in the meantime', () => {
  const conflict: EditConflict = {
    configVersion: 2,
    changedAt: new Date().toISOString(),
    changedBy: 'kim@example.com',
  };

  const refusesStale = () =>
    route('post', '/apps/demo-mail/preview', (request) =>
      sent(request).configVersion === 2
        ? { data: { endedConnections: 0 } }
        : problem(409, 'This app was changed.', { conflict })
    );

  it('keeps what was typed, adopts their changes, and says so', async () => {
    refusesStale();
    const saves = savesApp();
    const user = await openEdit();
    route('get', '/apps/demo-mail', () => ({
      data: appDetails({ configVersion: 2, enabled: false, name: 'Their Mail', scopes: ['inbox'] }),
    }));
    await user.click(field(/^Name/));
    await user.paste('!');
    await user.click(saveButton());

    expect(await screen.findByText(/kim@example\.com changed this app/)).toBeVisible();
    expect(screen.getByText(/copied into this form: Scopes, App is/)).toBeVisible();
    expect(screen.getByText(/Changed in both places: Name\./)).toBeVisible();
    expect(saves).toHaveLength(0);
    expect(field(/^Name/)).toHaveValue('Demo Mail!');

    await user.click(saveButton());
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(sent(only(saves))).toMatchObject({
      name: 'Demo Mail!',
      enabled: false,
      scopes: ['inbox'],
      configVersion: 2,
    });
    await waitFor(() => expect(screen.queryByText(/changed this app \(/)).not.toBeInTheDocument());
  });

  it('is saved at once if the form changes nothing', async () => {
    refusesStale();
    const saves = savesApp();
    const user = await openEdit();
    route('get', '/apps/demo-mail', () => ({ data: appDetails({ configVersion: 2 }) }));
    await user.click(field(/^Name/));
    await user.paste('!');
    await user.click(saveButton());
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(sent(only(saves))).toMatchObject({ name: 'Demo Mail!', configVersion: 2 });
  });
});
