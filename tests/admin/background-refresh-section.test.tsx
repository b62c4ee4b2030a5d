import { screen, waitFor, within } from '@testing-library/react';

import type { AppInput, AppUpdate } from '../../server/src/contracts';
import { appDetails, providers } from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { problem, route } from '../support/admin/server';
import { openCreateForm } from '../support/admin/service-steps';

const DEFAULT = { enabled: true, activeDays: null, idleIntervalDays: null };

const section = () => screen.getByRole('region', { name: 'Background refresh' });
const toggle = () =>
  within(section()).getByRole('checkbox', { name: /^Refresh tokens in the background/ });
const activeDays = () => within(section()).getByRole('textbox', { name: 'In use for (days)' });
const idleDays = () =>
  within(section()).getByRole('textbox', { name: 'Refresh unused connections every (days)' });
const saveButton = () => screen.getByRole('button', { name: 'Save' });

const openEdit = async (
  backgroundRefresh: AppInput['backgroundRefresh'] = DEFAULT,
  can: ActionName[] = ADMIN
) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails({ backgroundRefresh }) }));
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

const savesApp = () =>
  route('put', '/apps/demo-mail', ({ body }) => {
    const { clientSecret: _secret, ...app } = (body as { data: AppUpdate }).data;
    return { data: appDetails(app) };
  });

const sent = (requests: { body: unknown }[]) =>
  (requests[0]?.body as { data: AppUpdate }).data.backgroundRefresh;

describe('the background refresh in the form of an app', () => {
  it('says what the configuration decides for empty fields', async () => {
    route('get', '/providers', () => ({
      data: providers({ refreshDefaults: { activeDays: 3, idleIntervalDays: 30 } }),
    }));
    await openEdit();
    expect(toggle()).toBeChecked();
    expect(activeDays()).toHaveValue('');
    expect(activeDays()).toHaveAttribute('placeholder', 'Default: 3');
    expect(idleDays()).toHaveAttribute('placeholder', 'Default: 30');
    expect(idleDays()).toHaveAccessibleDescription(
      /Default: 30\. Some providers end a grant that is unused for some days/
    );
  });

  it('sends what was entered, and null for what was cleared', async () => {
    const saved = savesApp();
    const user = await openEdit({ enabled: true, activeDays: 14, idleIntervalDays: null });
    expect(activeDays()).toHaveValue('14');
    await user.clear(activeDays());
    await user.type(idleDays(), '2.5');
    await user.click(toggle());
    await user.click(saveButton());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(sent(saved)).toEqual({ enabled: false, activeDays: null, idleIntervalDays: 2.5 });
    await waitFor(() => expect(saveButton()).toBeDisabled());
    expect(idleDays()).toHaveValue('2.5');
    expect(toggle()).not.toBeChecked();
  });

  it('can be reached and set by keyboard', async () => {
    const saved = savesApp();
    const user = await openEdit();
    toggle().focus();
    await user.keyboard(' ');
    await user.tab();
    expect(activeDays()).toHaveFocus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    await user.tab();
    expect(idleDays()).toHaveFocus();
    await user.keyboard('30{Enter}');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(sent(saved)).toEqual({ enabled: false, activeDays: 2, idleIntervalDays: 30 });
  });

  it('refuses invalid days at their field, before sending them', async () => {
    const saved = savesApp();
    const user = await openEdit();
    await user.type(activeDays(), '-1');
    await user.type(idleDays(), '3651');
    await user.click(saveButton());
    const message = /Enter more than 0 and at most 3,650 days, or leave it empty/;
    await waitFor(() => expect(activeDays()).toHaveAccessibleDescription(message));
    expect(idleDays()).toHaveAccessibleDescription(message);
    expect(idleDays()).toBeInvalid();
    expect(saved).toHaveLength(0);
    await waitFor(() => expect(activeDays()).toHaveFocus());
  });

  it("shows the server's refusal at its field", async () => {
    route('put', '/apps/demo-mail', () =>
      problem(400, 'no', {
        errors: [
          {
            path: ['backgroundRefresh', 'idleIntervalDays'],
            message: 'Too many for this server.',
            name: 'ValidationError',
          },
        ],
      })
    );
    const user = await openEdit();
    await user.type(idleDays(), '5');
    await user.click(saveButton());
    expect(await within(section()).findByText('Too many for this server.')).toBeVisible();
    expect(idleDays()).toBeInvalid();
  });

  it('is read-only without the permission', async () => {
    await openEdit({ enabled: false, activeDays: 3, idleIntervalDays: null }, ['readApps']);
    expect(toggle()).toBeDisabled();
    expect(activeDays()).toHaveValue('3');
    expect(activeDays()).toBeDisabled();
    expect(idleDays()).toBeDisabled();
  });

  it('is the default for a new app, whatever its provider', async () => {
    const created = route('post', '/apps', () => ({ data: appDetails() }));
    route('get', '/apps/demo-mail', () => ({ data: appDetails() }));
    const user = await openCreateForm('Google');
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Demo');
    await user.click(saveButton());
    await waitFor(() => expect(created).toHaveLength(1));
    expect(sent(created)).toEqual(DEFAULT);
  });
});

describe('the token lifetime in the form of an app', () => {
  const lifetime = () =>
    within(section()).getByRole('textbox', { name: 'Token lifetime (seconds)' });

  const sentLifetime = (requests: { body: unknown }[]) =>
    (requests[0]?.body as { data: AppUpdate }).data.defaultLifetimeSeconds;

  it('P07 is empty at first, and sent as it was entered', async () => {
    const saved = savesApp();
    const user = await openEdit();
    expect(lifetime()).toHaveValue('');
    expect(lifetime()).toHaveAccessibleDescription(/does not say how long its tokens live/);
    await user.type(lifetime(), '3600');
    await user.click(saveButton());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(sentLifetime(saved)).toBe(3_600);
  });

  it('P07 is refused as a fraction of a second, and nothing is sent', async () => {
    const saved = savesApp();
    const user = await openEdit();
    await user.type(lifetime(), '0.5');
    await user.click(saveButton());
    expect(await screen.findByText(/Enter a whole number of seconds/)).toBeVisible();
    expect(saved).toHaveLength(0);
  });
});
