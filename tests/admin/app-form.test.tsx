import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';

import type { AppInput, AppUpdate } from '../../server/src/contracts';
import { announce } from '../../admin/src/utils/connectionChannel';
import {
  aConnection,
  appDetails,
  discovered,
  HEALTHY,
  NEEDS_REPAIR,
  providers,
} from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { noResponse, problem, route } from '../support/admin/server';
import { changeProvider, openCreateForm } from '../support/admin/service-steps';
import { nth } from '../support/elements';

type User = ReturnType<typeof renderPage>['user'];

const field = (name: string | RegExp) => screen.getByRole('textbox', { name });
const secretField = () => screen.getByLabelText('Client secret');
const saveButton = () => screen.getByRole('button', { name: 'Save' });
const discoverButton = () => screen.getByRole('button', { name: 'Get OpenID Configuration' });
const advanced = () => screen.getByRole('button', { name: /^Advanced/ });
const removeButtons = (list: string) =>
  screen.queryAllByRole('button', { name: new RegExp(`${list}: remove parameter`) });

/** As people do with addresses; typing them letter by letter would take seconds. */
const fill = async (user: User, input: HTMLElement, text: string) => {
  await user.click(input);
  await user.paste(text);
};

const readsApp = (changes: Parameters<typeof appDetails>[0] = {}) =>
  route('get', '/apps/demo-mail', () => ({ data: appDetails(changes) }));

const createsApp = () =>
  route('post', '/apps', ({ body }) => {
    const { clientSecret, key, ...app } = (body as { data: AppInput }).data;
    return { data: appDetails({ ...app, key: key ?? '', hasClientSecret: Boolean(clientSecret) }) };
  });

const updatesApp = () =>
  route('put', '/apps/demo-mail', ({ body }) => {
    const { clientSecret: _secret, ...app } = (body as { data: AppUpdate }).data;
    return { data: appDetails(app) };
  });

const sent = (requests: { body: unknown }[]) =>
  (nth(requests, 0).body as { data: AppInput & AppUpdate }).data;

const openEdit = async (can: ActionName[] = ADMIN) => {
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

describe('the form of a new app', () => {
  it('derives the key from the name until the user types one', async () => {
    const user = await openCreateForm();
    await fill(user, field(/^Name/), 'Démo Mail & Größe');
    expect(field('Key')).toHaveValue('demo-mail-grosse');

    await user.clear(field('Key'));
    await user.type(field('Key'), 'my-mail');
    await fill(user, field(/^Name/), ' 2');
    expect(field('Key')).toHaveValue('my-mail');
  });

  it('sends what was entered, and continues with the Redirect URI', async () => {
    const created = createsApp();
    readsApp({ clientId: '', hasClientSecret: false });
    const user = await openCreateForm();

    expect(screen.getByText(/you can copy the Redirect URI here/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Copy/ })).not.toBeInTheDocument();
    await fill(user, field(/^Name/), 'Demo Mail');
    await fill(user, field('Authorization endpoint'), 'https://idp.example.com/auth');
    await fill(user, field('Token endpoint'), 'https://idp.example.com/token');
    await user.click(saveButton());

    const redirectUri = await screen.findByRole('textbox', { name: 'Redirect URI' });
    expect(redirectUri).toHaveValue(
      'https://cms.example.com/api/connected-apps/callback/demo-mail'
    );
    expect(field('Authorized JavaScript origin')).toHaveValue('https://cms.example.com');
    expect(screen.getByRole('heading', { name: 'Register at the provider' })).toHaveFocus();
    expect(sent(created)).toMatchObject({
      name: 'Demo Mail',
      key: 'demo-mail',
      provider: 'custom',
      authorizationEndpoint: 'https://idp.example.com/auth',
      revocationEndpoint: null,
      discoveryUrl: null,
      enabled: true,
    });
    expect(sent(created)).not.toHaveProperty('redirectUri');
    expect(sent(created)).not.toHaveProperty('clientSecret');
  });

  it('fills in the fields of a known provider', async () => {
    await openCreateForm('Google');
    expect(field('Discovery URL')).toHaveValue(
      'https://accounts.google.com/.well-known/openid-configuration'
    );
    expect(screen.getByText('https://mail.google.com/')).toBeVisible();
    expect(screen.getByText('https://gmail.googleapis.com')).toBeVisible();
    expect(field('Extra authorization parameters: name of parameter 1')).toHaveValue('access_type');
    expect(screen.getByText(/fields filled in for Google/)).toBeVisible();
    expect(screen.getByRole('link', { name: /Open the console of Google/ })).toBeVisible();
  });

  it('refuses what the server would refuse, before sending it', async () => {
    const created = createsApp();
    const user = await openCreateForm();
    await user.type(field('Key'), 'Not A Key');
    await fill(user, field('Token endpoint'), 'http://idp.example.com/token');
    await fill(user, field('Issuer'), 'nonsense');
    await user.click(screen.getByRole('button', { name: /Add a parameter: Extra authorization/ }));
    await user.type(field('Extra authorization parameters: name of parameter 1'), 'State');
    await user.click(screen.getByRole('button', { name: /Add a parameter: Extra authorization/ }));
    await user.click(saveButton());

    expect(await screen.findByText('This field is required.')).toBeVisible();
    expect(screen.getByText(/only lower-case letters/)).toBeVisible();
    expect(screen.getByText('The address must start with https://.')).toBeVisible();
    expect(screen.getByText(/This is not a web address/)).toBeVisible();
    expect(screen.getByText(/“State” is set by the protocol itself/)).toBeVisible();
    expect(screen.getByText(/Name the parameter, or remove this row/)).toBeVisible();
    expect(created).toHaveLength(0);
    await waitFor(() => expect(field(/^Name/)).toHaveFocus());
  });

  it('allows a provider on this machine without https', async () => {
    const created = createsApp();
    readsApp();
    const user = await openCreateForm();
    await fill(user, field(/^Name/), 'Demo Mail');
    await fill(user, field('Token endpoint'), 'http://localhost:4000/token');
    await user.click(saveButton());
    await waitFor(() => expect(created).toHaveLength(1));
  });

  it("shows the server's errors at their fields", async () => {
    route('post', '/apps', () =>
      problem(400, 'Invalid.', {
        errors: [
          { path: ['key'], message: 'This key is taken.', name: 'ValidationError' },
          {
            path: ['authorizationParams', '0', 'key'],
            message: 'Not this one.',
            name: 'ValidationError',
          },
          { path: ['tokenParams', '0', 'key'], message: 'Nor this.', name: 'ValidationError' },
          { path: ['scopes', '1'], message: 'Unknown scope.', name: 'ValidationError' },
        ],
      })
    );
    const user = await openCreateForm();
    await fill(user, field(/^Name/), 'Demo Mail');
    await user.type(field('Scopes'), 'openid inbox ');
    await user.click(screen.getByRole('button', { name: /Add a parameter: Extra authorization/ }));
    await user.type(field('Extra authorization parameters: name of parameter 1'), 'prompt');
    await user.click(advanced());
    await user.click(await screen.findByRole('button', { name: /Add a parameter: Extra token/ }));
    await user.type(field('Extra token request parameters: name of parameter 1'), 'x');
    await user.click(advanced());
    await user.click(saveButton());

    expect(await screen.findByText('This key is taken.')).toBeVisible();
    expect(field('Key')).toHaveAccessibleDescription('This key is taken.');
    expect(screen.getByText('Not this one.')).toBeVisible();
    expect(screen.getByText('Unknown scope.')).toBeVisible();
    // The closed box opens by itself.
    expect(screen.getByText('Nor this.')).toBeVisible();
    expect(field(/^Name/)).toHaveValue('Demo Mail');
  });

  it('says what happened if nothing can be saved at all', async () => {
    const message = 'No encryption key is configured.';
    route('post', '/apps', () => problem(503, message, { code: 'key_unavailable' }));
    const user = await openCreateForm();
    await fill(user, field(/^Name/), 'Demo Mail');
    await user.click(saveButton());
    expect(await screen.findByText(message)).toBeVisible();
  });

  it('refuses a user who may not create apps', async () => {
    renderPage('/create', { can: ['readApps', 'updateApps'] });
    expect(await screen.findByText(/don't have the permissions/)).toBeVisible();
  });

  it('asks for confirmation before unsaved work is lost', async () => {
    const user = await openCreateForm();
    await fill(user, field(/^Name/), 'Demo Mail');
    await user.click(screen.getByRole('link', { name: 'Leave the plugin' }));

    const dialog = await screen.findByRole('alertdialog');
    expect(dialog).toHaveTextContent(/unsaved changes/);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
    expect(field(/^Name/)).toHaveValue('Demo Mail');
  });
});

describe('Get OpenID Configuration', () => {
  const URL = 'https://idp.example.com/.well-known/openid-configuration';

  it('fills in what the provider returns, and shows that it did', async () => {
    const asked = route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openCreateForm();
    await fill(user, field('Discovery URL'), URL);
    await user.click(discoverButton());

    const result = await screen.findByText('7 fields filled in from the OpenID configuration.');
    expect(result).toBeVisible();
    expect(asked[0]?.body).toEqual({ url: URL });
    expect(field('Issuer')).toHaveValue('https://idp.example.com');
    expect(field('Authorization endpoint')).toHaveValue('https://idp.example.com/auth');
    expect(field('Token endpoint')).toHaveValue('https://idp.example.com/token');
    expect(field('Revocation endpoint')).toHaveValue('https://idp.example.com/revoke');
    expect(field('Userinfo endpoint')).toHaveValue('https://idp.example.com/me');
    expect(field('Introspection endpoint')).toHaveValue('https://idp.example.com/introspect');
    expect(field('Key set (JWKS) URI')).toHaveValue('https://idp.example.com/jwks');
    expect(screen.getByText(/PKCE methods: S256/)).toBeVisible();
    expect(field('Token endpoint')).toHaveAccessibleDescription(
      'Filled in from the OpenID configuration'
    );
    await waitFor(() => expect(document.activeElement).toContainElement(result));
  });

  it('no longer marks a field as filled in once it is changed by hand', async () => {
    route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openCreateForm();
    await fill(user, field('Discovery URL'), URL);
    await user.click(discoverButton());
    await screen.findByText(/fields filled in/);

    await fill(user, field('Token endpoint'), '/v2');
    expect(field('Token endpoint')).not.toHaveAccessibleDescription(/Filled in/);
  });

  it('offers the scopes of the provider', async () => {
    route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openCreateForm();
    await fill(user, field('Discovery URL'), URL);
    await user.click(discoverButton());

    await user.click(await screen.findByRole('button', { name: 'Add the scope inbox' }));
    expect(screen.getByRole('button', { name: 'Remove inbox' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Add the scope inbox' })).not.toBeInTheDocument();
  });

  it('chooses a client authentication method that the provider supports', async () => {
    const clientAuthMethodsSupported = ['client_secret_post' as const];
    route('post', '/discovery', () => ({ data: discovered({ clientAuthMethodsSupported }) }));
    const user = await openCreateForm();
    await fill(user, field('Discovery URL'), URL);
    await user.click(discoverButton());

    await screen.findByText(/fields filled in/);
    expect(screen.getByRole('combobox', { name: 'Client authentication' })).toHaveTextContent(
      'client_secret_post'
    );
  });

  it.each([
    ['keeps a client authentication method that no configuration can name', null, /without form/],
    ['replaces it by one that another provider supports', 'https://old', /client_secret_basic/],
  ])('%s', async (_case, issuer, method) => {
    readsApp({ clientAuthMethod: 'client_secret_basic_unencoded', issuer });
    route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openEdit();
    await user.click(discoverButton());
    await screen.findByText(/fields filled in/);
    expect(screen.getByRole('combobox', { name: 'Client authentication' })).toHaveTextContent(
      method
    );
  });

  it('empties endpoints that belong to another provider', async () => {
    readsApp({ revocationEndpoint: 'https://old.example.com/revoke', issuer: 'https://old' });
    route('post', '/discovery', () => ({ data: discovered({ revocationEndpoint: null }) }));
    const user = await openEdit();
    await user.click(discoverButton());

    await screen.findByText(/fields filled in/);
    expect(field('Revocation endpoint')).toHaveValue('');
    expect(screen.getByText(/1 field of another provider was cleared/)).toBeVisible();
  });

  it('keeps manual input if the same provider does not name the field', async () => {
    readsApp({ revocationEndpoint: 'https://idp.example.com/by-hand' });
    route('post', '/discovery', () => ({ data: discovered({ revocationEndpoint: null }) }));
    const user = await openEdit();
    await user.click(discoverButton());

    await screen.findByText(/fields filled in/);
    expect(field('Revocation endpoint')).toHaveValue('https://idp.example.com/by-hand');
  });

  it.each([
    [
      'at the field when the server names it',
      () =>
        problem(400, 'url: wrong', {
          errors: [{ path: ['url'], message: 'This is a web page.', name: 'ValidationError' }],
        }),
      'This is a web page.',
    ],
    [
      'in the words of the server otherwise',
      () => problem(502, 'The provider does not respond.', { code: 'provider_unavailable' }),
      'The provider does not respond.',
    ],
    ['even when Strapi does not respond', noResponse, /Strapi did not respond/],
  ])('shows its error %s, and changes nothing', async (_case, answer, message) => {
    readsApp();
    route('post', '/discovery', answer);
    const user = await openEdit();
    await user.click(discoverButton());

    expect(await screen.findByText(message)).toBeVisible();
    expect(field('Discovery URL')).toHaveAccessibleDescription(message);
    await waitFor(() => expect(field('Discovery URL')).toHaveFocus());
    expect(field('Token endpoint')).toHaveValue('https://idp.example.com/token');
    expect(saveButton()).toBeDisabled();
  });

  it('P13 offers the address that the server suggests, and fills it in', async () => {
    readsApp();
    const suggestedUrl = 'https://idp.example.com/realms/demo';
    const asked = route('post', '/discovery', ({ body }) =>
      (body as { url: string }).url === suggestedUrl
        ? { data: discovered({ issuer: suggestedUrl }) }
        : problem(422, 'That is another issuer.', { code: 'provider_rejected', suggestedUrl })
    );
    const user = await openEdit();
    await user.click(discoverButton());
    await user.click(await screen.findByRole('button', { name: `Try ${suggestedUrl}` }));

    expect(await screen.findByText(/fields filled in from the OpenID configuration/)).toBeVisible();
    expect(asked.at(-1)).toMatchObject({ body: { url: suggestedUrl } });
    expect(field('Discovery URL')).toHaveValue(suggestedUrl);
    expect(field('Issuer')).toHaveValue(suggestedUrl);
    expect(screen.queryByRole('button', { name: /^Try / })).not.toBeInTheDocument();
  });

  it('P13 says which endpoints are left out, and why', async () => {
    readsApp();
    const message = '"introspection_endpoint" is left out. Enter it by hand.';
    route('post', '/discovery', () => ({
      data: discovered({
        introspectionEndpoint: null,
        leftOut: [{ endpoint: 'introspectionEndpoint', message }],
      }),
    }));
    const user = await openEdit();
    await user.click(discoverButton());
    expect(await screen.findByText('1 endpoint was left out')).toBeVisible();
    expect(screen.getByText(message)).toBeVisible();
    expect(field('Token endpoint')).toHaveValue('https://idp.example.com/token');
  });

  it('asks for the URL first', async () => {
    const asked = route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openCreateForm();
    await user.click(discoverButton());
    expect(await screen.findByText('Enter the discovery URL first.')).toBeVisible();
    expect(asked).toHaveLength(0);
  });
});

describe('the form of an existing app', () => {
  it('never shows the secret, and keeps it if the field stays empty', async () => {
    readsApp();
    const updates = updatesApp();
    const user = await openEdit();

    expect(secretField()).toHaveValue('');
    expect(secretField()).toHaveAttribute('placeholder', 'A secret is set');
    expect(secretField()).toHaveAttribute('type', 'password');
    await user.type(field('Client ID'), '-2');
    await user.click(saveButton());

    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(sent(updates)).toMatchObject({ clientId: 'client-1-2' });
    expect(sent(updates)).not.toHaveProperty('clientSecret');
    expect(sent(updates)).not.toHaveProperty('key');
  });

  it('takes over the values of another provider, and removes those of the former one', async () => {
    readsApp({ discoveryUrl: null, scopes: [], authorizationParams: [] });
    const user = await openEdit();
    await changeProvider(user, 'Google');
    expect(field('Discovery URL')).toHaveValue(
      'https://accounts.google.com/.well-known/openid-configuration'
    );
    expect(screen.getByText(/fields filled in for Google/)).toBeVisible();

    await changeProvider(user, 'Another provider');
    expect(field('Discovery URL')).toHaveValue('');
    expect(screen.queryByText('https://mail.google.com/')).not.toBeInTheDocument();
  });

  it('says that a former secret is still in use, and forgets it', async () => {
    const rollingOver = {
      hasPreviousClientSecret: true,
      previousClientSecretSince: '2026-01-02T10:00:00.000Z',
    };
    readsApp(rollingOver);
    const user = await openEdit();
    expect(
      screen.getByText(
        /A former client secret has been in use beside the new one since Jan 2, 2026/
      )
    ).toBeVisible();
    await fill(user, field(/^Name/), '!');

    const updates = updatesApp();
    readsApp();
    await user.click(screen.getByRole('button', { name: 'Forget the former secret' }));
    expect(await screen.findByText('The former secret is forgotten.')).toBeVisible();
    expect(sent(updates)).toEqual({ configVersion: 1, forgetPreviousClientSecret: true });
    await waitFor(() =>
      expect(screen.queryByText(/has been in use beside/)).not.toBeInTheDocument()
    );
    expect(field(/^Name/)).toHaveValue('Demo Mail!');
  });

  it('shows a former secret without the button to a user who may not change the app', async () => {
    const previousClientSecretSince = '2026-01-02T10:00:00.000Z';
    readsApp({ hasPreviousClientSecret: true, previousClientSecretSince });
    await openEdit(['readApps']);
    expect(screen.getByText(/A former client secret has been in use/)).toBeVisible();
    expect(screen.queryByRole('button', { name: /Forget/ })).not.toBeInTheDocument();
  });

  it('replaces the secret, and forgets it at once', async () => {
    readsApp({ hasClientSecret: false });
    const updates = updatesApp();
    const user = await openEdit();

    expect(secretField()).not.toHaveAttribute('placeholder');
    await user.type(secretField(), 's3cret');
    readsApp();
    await user.click(saveButton());

    await screen.findByText('Saved.');
    expect(sent(updates).clientSecret).toBe('s3cret');
    await waitFor(() => expect(secretField()).toHaveValue(''));
    await waitFor(() => expect(secretField()).toHaveAttribute('placeholder', 'A secret is set'));
  });

  it('does not change the key', async () => {
    readsApp();
    await openEdit();
    expect(field('Key')).toBeDisabled();
    expect(field('Key')).toHaveValue('demo-mail');
  });

  it('copies the Redirect URI, which cannot be edited', async () => {
    readsApp();
    const user = await openEdit();
    expect(field('Redirect URI')).toHaveAttribute('readonly');

    const write = jest.spyOn(navigator.clipboard, 'writeText');
    await user.click(screen.getByRole('button', { name: 'Copy the Redirect URI' }));
    expect(write).toHaveBeenCalledWith(
      'https://cms.example.com/api/connected-apps/callback/demo-mail'
    );
    expect(await screen.findByText('Copied to the clipboard.')).toBeVisible();
  });

  it('selects the Redirect URI if copying is not possible', async () => {
    readsApp();
    const user = await openEdit();
    jest.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'));
    await user.click(screen.getByRole('button', { name: 'Copy the Redirect URI' }));
    expect(await screen.findByText(/The text is selected/)).toBeVisible();
  });

  it('adds scopes with Enter, comma, space and paste, each once', async () => {
    readsApp({ scopes: [] });
    const updates = updatesApp();
    const user = await openEdit();

    await user.type(field('Scopes'), 'one{Enter}two,three four ');
    fireEvent.paste(field('Scopes'), {
      clipboardData: { getData: () => 'five six\nseven,one' },
    });
    await user.type(field('Scopes'), 'eight');
    await user.click(saveButton());

    await screen.findByText('Saved.');
    expect(sent(updates).scopes).toEqual([
      'one',
      'two',
      'three',
      'four',
      'five',
      'six',
      'seven',
      'eight',
    ]);
  });

  it('refuses a scope that no provider could read', async () => {
    readsApp({ scopes: [] });
    const user = await openEdit();
    await user.type(field('Scopes'), 'fine bad"scope{Enter}');
    expect(await screen.findByText(/“bad"scope” is not a valid scope/)).toBeVisible();
    expect(screen.getByRole('button', { name: 'Remove fine' })).toBeVisible();
    expect(field('Scopes')).toHaveValue('bad"scope');
  });

  it('removes scopes with the keyboard alone', async () => {
    readsApp();
    const user = await openEdit();
    await user.click(field('Scopes'));
    await user.keyboard('{Backspace}');
    expect(screen.getByRole('button', { name: 'Remove inbox' })).toHaveFocus();

    await user.keyboard('{Delete}');
    expect(screen.queryByRole('button', { name: 'Remove inbox' })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Remove openid' })).toHaveFocus();

    await user.keyboard('{Enter}');
    await waitFor(() => expect(field('Scopes')).toHaveFocus());
  });

  it('accepts nothing but origins as API origins', async () => {
    readsApp();
    const updates = updatesApp();
    const user = await openEdit();
    await user.type(field('API origins'), 'https://api.example.com/v1{Enter}');
    expect(await screen.findByText(/is not an origin/)).toBeVisible();

    await user.clear(field('API origins'));
    await user.type(field('API origins'), 'https://API.example.com/{Enter}');
    await user.click(saveButton());
    await user.click(await screen.findByRole('button', { name: 'Save and allow' }));
    await screen.findByText('Saved.');
    expect(sent(updates).apiOrigins).toEqual(['https://api.example.com']);
  });

  it('adds and removes parameters, and keeps the focus in the list', async () => {
    readsApp();
    const updates = updatesApp();
    const user = await openEdit();
    const list = 'Extra authorization parameters';

    await user.click(screen.getByRole('button', { name: `Add a parameter: ${list}` }));
    await waitFor(() => expect(field(`${list}: name of parameter 2`)).toHaveFocus());
    await user.keyboard('prompt{Tab}consent');
    await user.click(screen.getByRole('button', { name: `Add a parameter: ${list}` }));
    await user.type(field(`${list}: name of parameter 3`), 'hd');

    await user.click(nth(removeButtons(list), 1));
    expect(field(`${list}: name of parameter 2`)).toHaveValue('hd');
    await waitFor(() => expect(removeButtons(list)[1]).toHaveFocus());

    await user.click(saveButton());
    await screen.findByText('Saved.');
    expect(sent(updates).authorizationParams).toEqual([
      { key: 'access_type', value: 'offline' },
      { key: 'hd', value: '' },
    ]);

    await user.click(nth(removeButtons(list), 0));
    await user.click(nth(removeButtons(list), 0));
    await waitFor(() =>
      expect(screen.getByRole('button', { name: `Add a parameter: ${list}` })).toHaveFocus()
    );
  });

  it('sends a refresh endpoint, and says when it is needed', async () => {
    readsApp();
    const updates = updatesApp();
    const user = await openEdit();
    expect(field('Refresh endpoint')).toHaveAccessibleDescription(/^Only if the provider/);
    await fill(user, field('Refresh endpoint'), 'https://idp.example.com/refresh');
    await user.click(saveButton());
    await screen.findByText('Saved.');
    expect(sent(updates).refreshEndpoint).toBe('https://idp.example.com/refresh');
  });

  it('switches the app off', async () => {
    readsApp();
    const updates = updatesApp();
    const user = await openEdit();
    await user.click(screen.getByRole('checkbox', { name: 'App is switched on' }));
    await user.click(saveButton());
    await screen.findByText('Saved.');
    expect(sent(updates).enabled).toBe(false);
  });

  describe('U07 with an edit that ends connections', () => {
    const endsConnections = (endedConnections: number) =>
      route('post', '/apps/demo-mail/preview', () => ({ data: { endedConnections } }));

    const changeClient = async () => {
      readsApp();
      const [previews, updates] = [endsConnections(12), updatesApp()];
      const user = await openEdit();
      await user.type(field('Client ID'), '-2');
      await user.click(saveButton());
      const dialog = await screen.findByRole('alertdialog', {
        name: 'Save and end 12 connections?',
      });
      return { user, dialog, previews, updates };
    };

    it('U07 says how many end before it saves', async () => {
      const { user, dialog, previews, updates } = await changeClient();
      expect(dialog).toHaveTextContent('12 connections end. Their owners must connect again.');
      expect(sent(previews).clientId).toBe('client-1-2');
      expect(updates).toHaveLength(0);

      await user.click(within(dialog).getByRole('button', { name: 'Save and end' }));
      expect(await screen.findByText('Saved.')).toBeVisible();
      expect(sent(updates)).toEqual(sent(previews));
    });

    it.each<[string, (user: User, dialog: HTMLElement) => Promise<void>]>([
      [
        'Cancel',
        (user, dialog) => user.click(within(dialog).getByRole('button', { name: 'Cancel' })),
      ],
      ['Escape', (user) => user.keyboard('{Escape}')],
    ])(
      'U07 saves nothing after %s, keeps the input, and returns the focus to the button',
      async (_way, leave) => {
        const { user, dialog, updates } = await changeClient();
        await leave(user, dialog);
        await waitFor(() => expect(screen.queryByRole('alertdialog')).not.toBeInTheDocument());
        await waitFor(() => expect(saveButton()).toHaveFocus());
        expect(updates).toHaveLength(0);
        expect(field('Client ID')).toHaveValue('client-1-2');
        expect(saveButton()).toBeEnabled();
      }
    );

    it('U07 asks nothing if no connection ends', async () => {
      readsApp();
      const [previews, updates] = [endsConnections(0), updatesApp()];
      const user = await openEdit();
      await user.type(field(/^Name/), ' 2');
      await user.click(saveButton());
      expect(await screen.findByText('Saved.')).toBeVisible();
      expect([previews.length, updates.length]).toEqual([1, 1]);
    });

    it('U07 shows what is wrong with the edit before it asks', async () => {
      readsApp();
      const updates = updatesApp();
      route('post', '/apps/demo-mail/preview', () =>
        problem(400, 'Wrong.', {
          errors: [{ path: ['clientSecret'], message: 'Enter the new one.', name: 'x' }],
        })
      );
      const user = await openEdit();
      await user.type(field('Token endpoint'), '/v2');
      await user.click(saveButton());
      expect(await screen.findByText('Enter the new one.')).toBeVisible();
      expect(updates).toHaveLength(0);
    });
  });

  it('U02 names its buttons by the text that they show', async () => {
    readsApp();
    await openEdit();
    const named = screen
      .getAllByRole('button')
      .filter((button) => button.hasAttribute('aria-label') && button.textContent);
    expect(named.length).toBeGreaterThan(1);
    for (const button of named) {
      const name = (button.getAttribute('aria-label') ?? '').toLowerCase();
      expect(name).toContain((button.textContent ?? '').toLowerCase());
    }
  });

  it('is read-only without the permission to update', async () => {
    readsApp();
    await openEdit(['readApps', 'connect']);

    expect(screen.getByText(/allows you to view this app, but not to change it/)).toBeVisible();
    expect(field(/^Name/)).toBeDisabled();
    expect(secretField()).toBeDisabled();
    expect(screen.queryByRole('button', { name: 'Save' })).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Get OpenID Configuration' })
    ).not.toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Remove|Add/ })).not.toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Copy the Redirect URI' })).toBeEnabled();
    expect(screen.getByRole('button', { name: 'Connect to Demo Mail' })).toBeEnabled();
  });

  it('says that the app does not exist', async () => {
    route('get', '/apps/demo-mail', () => problem(404, 'No.', { code: 'app_not_found' }));
    renderPage('/apps/demo-mail');
    expect(await screen.findByText(/There is no app with the key “demo-mail”/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Back to the connected apps' })).toBeVisible();
  });

  it('loads again after an error', async () => {
    route('get', '/apps/demo-mail', () => problem(500, 'Broken.'));
    const { user } = renderPage('/apps/demo-mail');
    expect(await screen.findByText(/Broken\./)).toBeVisible();

    readsApp();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Demo Mail' })).toBeVisible();
  });

  it('shows the fault of the app and the missing encryption key', async () => {
    readsApp({ state: NEEDS_REPAIR });
    const health = { ...HEALTHY, encryption: 'missing_key' as const, message: 'Set it.' };
    route('get', '/providers', () => ({ data: providers({ health }) }));
    await openEdit();
    expect(screen.getByText(/Enter the secret again\./)).toBeVisible();
    expect(screen.getByText('Set it.')).toBeVisible();
  });
});

describe('the connection in the form', () => {
  it('shows the connected account, and disconnects', async () => {
    readsApp({ myConnection: aConnection() });
    const user = await openEdit();
    expect(screen.getByText('Connected as jane@example.com')).toBeVisible();

    const deletions = route('delete', '/connections/connection-1', () => ({
      data: { revokedAtProvider: true },
    }));
    await user.click(screen.getByRole('button', { name: 'Disconnect Demo Mail' }));
    readsApp();
    await user.click(await screen.findByRole('button', { name: 'Confirm' }));
    expect(await screen.findByText('Not connected')).toBeVisible();
    expect(deletions).toHaveLength(1);
  });

  it('updates without touching unsaved input', async () => {
    readsApp();
    const user = await openEdit();
    await user.type(field('Client ID'), '-typing');

    readsApp({ myConnection: aConnection(), clientId: 'changed-elsewhere' });
    act(() => announce({ appKey: 'demo-mail', outcome: 'connected' }));
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(field('Client ID')).toHaveValue('client-1-typing');
  });

  it('waits until unsaved changes are saved', async () => {
    readsApp();
    const user = await openEdit();
    const connect = screen.getByRole('button', { name: 'Connect to Demo Mail' });
    expect(connect).toBeEnabled();

    await user.type(field('Client ID'), '2');
    expect(connect).toBeDisabled();
    expect(connect).toHaveAccessibleDescription('Save your changes to connect.');
  });

  it.each([
    ['the client ID', { clientId: '' }, /Enter the client ID/],
    ['the client secret', { hasClientSecret: false }, /Enter the client secret/],
    ['an endpoint', { tokenEndpoint: null }, /the token endpoint/],
    ['being switched on', { enabled: false }, /Switch the app on/],
  ])('says that %s is missing', async (_case, changes, hint) => {
    readsApp(changes);
    await openEdit();
    const connect = screen.getByRole('button', { name: 'Connect to Demo Mail' });
    expect(connect).toBeDisabled();
    expect(connect).toHaveAccessibleDescription(hint);
  });

  it('needs no secret for a public client', async () => {
    readsApp({ hasClientSecret: false, clientAuthMethod: 'none' });
    await openEdit();
    expect(screen.getByRole('button', { name: 'Connect to Demo Mail' })).toBeEnabled();
    expect(secretField()).toBeDisabled();
  });
});
