import { screen, waitFor, within } from '@testing-library/react';

import { anApp, aPreset, GOOGLE, HEALTHY, providers } from '../support/admin/fixtures';
import { renderPage, rowOf } from '../support/admin/render';
import { problem, route } from '../support/admin/server';
import { chooseService } from '../support/admin/service-steps';

const LONG_NAME = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk';

const SERVICES = [
  aPreset({ id: 'monday', name: 'monday.com' }),
  GOOGLE,
  aPreset({ id: 'danube', name: LONG_NAME }),
  aPreset({ name: 'Custom' }),
];

const offers = (services = SERVICES) =>
  route('get', '/providers', () => ({ data: providers({ providers: services }) }));

const open = async (path = '/create') => {
  offers();
  const page = renderPage(path);
  await screen.findByRole('heading', { level: 1, name: 'Choose a service' });
  return page;
};

const cards = () => within(screen.getByRole('list', { name: 'Services' })).getAllByRole('link');
const names = () => cards().map((card) => card.lastElementChild?.textContent);
const searchField = () => screen.getByRole('searchbox', { name: 'Search for a service' });

describe('a new app', () => {
  it('begins with the services, by name, and the custom one first', async () => {
    await open();
    await waitFor(() => expect(names()).toEqual(['Custom', LONG_NAME, 'Google', 'monday.com']));
  });

  it('shows the form of the chosen service, filled in', async () => {
    const { user } = await open();
    await chooseService(user, 'Google');
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Create a connected app');
    const chosen = screen.getByRole('region', { name: 'Chosen service' });
    expect(chosen).toHaveTextContent(/Google\d fields filled in for Google\./);
    expect(screen.getByRole('textbox', { name: 'Discovery URL' })).toHaveValue(GOOGLE.discoveryUrl);
    expect(screen.queryByRole('combobox', { name: 'Provider' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('is chosen by keyboard alone', async () => {
    const { user } = await open();
    searchField().focus();
    await user.keyboard('goo');
    await user.tab();
    while (document.activeElement?.textContent !== 'Google') await user.tab();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('heading', { level: 2, name: 'Google' })).toBeVisible();
  });

  it('has the service in its address', async () => {
    offers();
    renderPage('/create?provider=google');
    expect(await screen.findByRole('heading', { level: 2, name: 'Google' })).toBeVisible();
  });

  it('begins with the services if its address names one that does not exist', async () => {
    await open('/create?provider=nowhere');
    expect(cards()).toHaveLength(4);
  });

  it('goes back to the services', async () => {
    const { user } = await open();
    await chooseService(user, 'Google');
    await user.click(screen.getByText('Back'));
    expect(await screen.findByText('Choose a service')).toBeVisible();
  });

  it('changes the service at once while nothing is entered', async () => {
    const { user } = await open();
    await chooseService(user, 'Google');
    await user.click(screen.getByRole('link', { name: 'Change service' }));
    await chooseService(user, 'monday.com');
    expect(screen.getByRole('textbox', { name: 'Discovery URL' })).toHaveValue('');
  });

  it('asks before a change of the service loses what was entered', async () => {
    const { user } = await open();
    await chooseService(user, 'Google');
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Mail');
    await user.click(screen.getByRole('link', { name: 'Change service' }));

    const dialog = await screen.findByRole('alertdialog');
    expect(dialog).toHaveTextContent(/unsaved changes/);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('textbox', { name: /^Name/ })).toHaveValue('Mail');

    await user.click(screen.getByRole('link', { name: 'Change service' }));
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    expect(await screen.findByRole('heading', { name: 'Choose a service' })).toBeVisible();
  });
});

describe('the search for a service', () => {
  it('stands in the address, for whoever comes back', async () => {
    await open('/create?search=goo');
    expect(searchField()).toHaveValue('goo');
    expect(names()).toEqual(['Google']);
  });

  it.each([
    ['GOOG', ['Google']],
    ['monday com', ['monday.com']],
    ['elektrizitat', [LONG_NAME]],
    ['o', ['Custom', LONG_NAME, 'Google', 'monday.com']],
    ['m', ['Custom', 'monday.com', LONG_NAME]],
  ])('finds for %j', async (text, found) => {
    const { user } = await open();
    await user.type(searchField(), text);
    await waitFor(() => expect(names()).toEqual(found));
  });

  it('announces how many it found', async () => {
    const { user } = await open();
    await user.type(searchField(), 'goo');
    expect(screen.getByText('1 service found')).toHaveAttribute('aria-live', 'polite');
    expect(searchField()).toHaveAccessibleDescription('1 service found');
  });

  it('offers two ways out if it finds nothing', async () => {
    const { user } = await open();
    await user.type(searchField(), 'nowhere');
    expect(screen.getByText(/No service is called “nowhere”/)).toBeVisible();
    expect(screen.getByText('No service found')).toBeVisible();

    await user.click(screen.getAllByRole('button', { name: 'Clear the search' })[1] as HTMLElement);
    expect(searchField()).toHaveFocus();
    expect(cards()).toHaveLength(4);

    await user.type(searchField(), 'nowhere');
    await user.click(screen.getByRole('link', { name: 'Use “Custom”' }));
    expect(await screen.findByRole('heading', { level: 2, name: 'Custom' })).toBeVisible();
  });
});

describe('the services', () => {
  it('can be loaded again after an error', async () => {
    route('get', '/providers', () => problem(500, 'Broken.'));
    const { user } = renderPage('/create');
    expect(await screen.findByText(/Broken\./)).toBeVisible();
    expect(screen.getByRole('heading', { level: 1 })).toHaveTextContent('Choose a service');
    offers();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('link', { name: 'Google' })).toBeVisible();
  });

  it('come with what keeps an app from being saved', async () => {
    const health = { ...HEALTHY, encryption: 'missing_key' as const, message: 'Set it.' };
    route('get', '/providers', () => ({ data: providers({ health }) }));
    renderPage('/create');
    expect(await screen.findByText('Set it.')).toBeVisible();
  });

  it('have a logo, or initials, that no screen reader reads', async () => {
    await open();
    await waitFor(() =>
      expect(screen.getByRole('link', { name: 'Google' }).querySelector('svg path')).not.toBeNull()
    );
    expect(screen.getByRole('link', { name: 'monday.com' })).toHaveTextContent('Mmonday.com');
  });

  it('show their logo in the list of apps too', async () => {
    route('get', '/apps', () => ({
      data: [anApp({ provider: 'google' })],
      meta: { health: HEALTHY },
    }));
    renderPage();
    const row = await rowOf('Demo Mail');
    await waitFor(() => expect(row.querySelector('span[aria-hidden] path')).not.toBeNull());
  });
});
