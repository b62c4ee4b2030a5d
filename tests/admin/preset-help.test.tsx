import { screen, waitFor, within } from '@testing-library/react';

import { appDetails, aPreset, discovered, GOOGLE, providers } from '../support/admin/fixtures';
import { renderPage } from '../support/admin/render';
import { route } from '../support/admin/server';
import { changeProvider, openCreateForm } from '../support/admin/service-steps';

const SHOP = aPreset({
  id: 'shop',
  name: 'Shop',
  discoveryUrl: 'https://shop.example.com/.well-known/openid-configuration',
  usefulScopes: [
    { scope: 'orders', description: 'Read orders' },
    { scope: 'inbox', description: 'Read messages' },
  ],
  hints: [
    { field: 'clientId', text: 'Copy the key of the app.' },
    { field: 'authorizationEndpoint', text: 'Use the name of the shop.' },
    { field: 'discoveryUrl', text: 'Replace the domain.' },
    { field: 'scopes', text: 'A write scope includes the read scope.' },
    { field: 'authorizationParams', text: 'Add the audience.' },
    { field: 'clientAuthMethod', text: 'Both methods work.' },
    { field: 'defaultLifetimeSeconds', text: 'Tokens live for a day.' },
    { field: 'backgroundRefresh', text: 'Grants end after 60 days.' },
    { field: 'tokenParams', text: 'Add the mode.' },
    { field: 'protocol', text: 'The shop counts in days.' },
    { field: 'variables', text: 'Each shop has a name.' },
    { field: 'redirectUri', text: 'Add this address to the allowed addresses.' },
  ],
});

const offersPresets = () =>
  route('get', '/providers', () => ({ data: providers({ providers: [aPreset(), GOOGLE, SHOP] }) }));

const openCreate = () => {
  offersPresets();
  return openCreateForm('Shop');
};

const textbox = (name: string | RegExp) => screen.getByRole('textbox', { name });
const suggestion = (scope: string) =>
  screen.getByRole('button', { name: `Add the scope ${scope}` });

describe('what people get wrong at a provider', () => {
  it('stands at each field, below its own hint', async () => {
    await openCreate();
    expect(textbox('Client ID')).toHaveAccessibleDescription('Copy the key of the app.');
    expect(textbox('Authorization endpoint')).toHaveAccessibleDescription(
      /^Required to connect\s+Use the name of the shop\.$/
    );
    expect(textbox('Discovery URL')).toHaveAccessibleDescription(/Replace the domain\.$/);
    expect(textbox('Scopes')).toHaveAccessibleDescription(/A write scope includes/);
    expect(textbox('Token lifetime (seconds)')).toHaveAccessibleDescription(/live for a day\.$/);
    expect(
      screen.getByRole('combobox', { name: 'Client authentication' })
    ).toHaveAccessibleDescription(/Both methods work\.$/);
    expect(
      screen.getByRole('group', { name: 'Extra authorization parameters' })
    ).toHaveAccessibleDescription(/Add the audience\.$/);
    expect(screen.getByRole('region', { name: 'Background refresh' })).toHaveTextContent(
      /Grants end after 60 days\./
    );
  });

  it('stands in the advanced section too', async () => {
    const user = await openCreate();
    await user.click(screen.getByRole('button', { name: /^Advanced/ }));
    expect(await screen.findByText('The shop counts in days.')).toBeVisible();
    expect(screen.getByRole('group', { name: 'Variables' })).toHaveTextContent(
      /Each shop has a name\./
    );
    expect(
      screen.getByRole('group', { name: 'Extra token request parameters' })
    ).toHaveAccessibleDescription(/Add the mode\.$/);
  });

  it('stands at the Redirect URI, before and after the app is saved', async () => {
    await openCreate();
    expect(screen.getByText('Add this address to the allowed addresses.')).toBeVisible();
  });

  it('stands at the Redirect URI of a saved app', async () => {
    offersPresets();
    route('get', '/apps/demo-mail', () => ({ data: appDetails({ provider: 'shop' }) }));
    renderPage('/apps/demo-mail');
    expect(
      await screen.findByRole('textbox', { name: 'Redirect URI' })
    ).toHaveAccessibleDescription('Add this address to the allowed addresses.');
    expect(textbox('Authorized JavaScript origin')).not.toHaveAccessibleDescription();
  });

  it('is gone once another provider is chosen', async () => {
    offersPresets();
    route('get', '/apps/demo-mail', () => ({ data: appDetails({ provider: 'shop' }) }));
    const { user } = renderPage('/apps/demo-mail');
    await screen.findByText('Copy the key of the app.');
    await changeProvider(user, 'Google');
    expect(textbox('Client ID')).not.toHaveAccessibleDescription();
    expect(screen.queryByText(/Add this address/)).not.toBeInTheDocument();
  });
});

describe('the scopes that apps of a provider often need', () => {
  it('are offered with what they allow', async () => {
    await openCreate();
    const list = screen.getByRole('list', { name: 'Often used with this provider:' });
    expect(within(list).getAllByRole('listitem')).toHaveLength(2);
    expect(suggestion('orders')).toHaveAccessibleDescription('Read orders');
  });

  it('are chosen by keyboard, one after the other', async () => {
    const user = await openCreate();
    suggestion('orders').focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Remove orders' })).toBeVisible();
    await waitFor(() => expect(suggestion('inbox')).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(textbox('Scopes')).toHaveFocus());
    expect(screen.queryByText(/Often used/)).not.toBeInTheDocument();
  });

  it('are offered once, if the provider advertises them too', async () => {
    const user = await openCreate();
    route('post', '/discovery', () => ({ data: discovered() }));
    await user.click(screen.getByRole('button', { name: 'Get OpenID Configuration' }));
    expect(await screen.findByText('Supported by the provider:')).toBeVisible();
    expect(suggestion('inbox')).toHaveAccessibleDescription('Read messages');
    suggestion('inbox').focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(suggestion('openid')).toHaveFocus());
  });
});
