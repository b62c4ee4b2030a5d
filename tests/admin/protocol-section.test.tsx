import { screen, waitFor, within } from '@testing-library/react';

import type { AppInput, AppUpdate, ProtocolDeviations } from '../../server/src/contracts';
import { STANDARD_PROTOCOL } from '../../server/src/protocol-settings';
import { appDetails, aPreset, GOOGLE, providers, type AppChanges } from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { problem, route } from '../support/admin/server';
import { openCreateForm } from '../support/admin/service-steps';
import { only } from '../support/elements';

type User = ReturnType<typeof renderPage>['user'];

const field = (name: string) => screen.getByRole('textbox', { name });
const select = (name: string) => screen.getByRole('combobox', { name });
const addButton = (list: string) =>
  screen.getByRole('button', { name: new RegExp(`^Add .*: ${list}$`) });
const saveButton = () => screen.getByRole('button', { name: 'Save' });
const trigger = () => screen.getByRole('button', { name: /^Advanced: how this provider differs/ });

const choose = async (user: User, name: string, option: string) => {
  await user.click(select(name));
  await user.click(await screen.findByRole('option', { name: option }));
};

const fill = async (user: User, name: string, text: string) => {
  await user.click(field(name));
  await user.paste(text);
};

const openEdit = async (app: AppChanges = {}, can: ActionName[] = ADMIN) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails(app) }));
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

const openSection = async (app: AppChanges = {}, can: ActionName[] = ADMIN) => {
  const user = await openEdit(app, can);
  await user.click(trigger());
  await screen.findByRole('combobox', { name: 'PKCE' });
  return user;
};

const savesApp = () =>
  route('put', '/apps/demo-mail', ({ body }) => {
    const { clientSecret: _secret, ...app } = (body as { data: AppUpdate }).data;
    return { data: appDetails(app) };
  });

const sent = (requests: { body: unknown }[]) =>
  (only(requests).body as { data: AppInput }).data.protocol;

const refuses = (...paths: string[]) =>
  route('put', '/apps/demo-mail', () =>
    problem(400, 'no', {
      errors: paths.map((path) => ({
        path: path.split('.'),
        message: `Refused: ${path}`,
        name: 'ValidationError',
      })),
    })
  );

describe('the section about how a provider differs from the standard', () => {
  it('is closed at first, and a section like the others', async () => {
    await openEdit();
    expect(trigger()).toHaveAttribute('aria-expanded', 'false');
    expect(trigger()).toHaveTextContent(/^Advanced: how this provider differs from the standard$/);
    expect(screen.getByRole('heading', { level: 2, name: /^Advanced/ })).toContainElement(
      trigger()
    );
    expect(screen.queryByRole('combobox', { name: 'PKCE' })).not.toBeInTheDocument();
  });

  it('opens and closes by keyboard', async () => {
    const user = await openEdit();
    trigger().focus();
    await user.keyboard('{Enter}');
    expect(await screen.findByRole('combobox', { name: 'PKCE' })).toBeVisible();
    expect(screen.getByRole('group', { name: 'Token requests' })).toBeVisible();
    await user.keyboard('{Enter}');
    expect(trigger()).toHaveAttribute('aria-expanded', 'false');
  });

  it('counts each setting that differs, and each extra token request parameter list once', async () => {
    await openEdit({
      protocol: { pkce: 'none', responsePlaces: { accessToken: ['/a', '/b'], scope: ['scopes'] } },
      tokenParams: [
        { key: 'audience', value: 'a' },
        { key: 'audience', value: 'b' },
      ],
    });
    expect(trigger()).toHaveTextContent(/standard \(4\)$/);
  });

  it('shows the default of each setting', async () => {
    await openSection();
    expect(select('PKCE')).toHaveTextContent('Send a code challenge (S256)');
    expect(select('PKCE')).toHaveAccessibleDescription(/Default: S256\.$/);
    expect(field('Response type')).toHaveValue('code');
    expect(select('Scope separator')).toHaveTextContent('Space');
    expect(select('Request format')).toHaveTextContent('As a form in the body');
    expect(select('Format of refresh requests')).toHaveTextContent('As token requests');
    expect(select('ID tokens')).toHaveTextContent('Verify');
    expect(field('Header with the access token')).toHaveValue('Authorization');
    expect(field('Word before the access token')).toHaveValue('Bearer');
  });

  it('sends PKCE that is switched off, with all other settings as they were', async () => {
    const saved = savesApp();
    const user = await openSection({ protocol: { codeParam: 'auth_code' } });
    await choose(user, 'PKCE', 'Do not send');
    expect(trigger()).toHaveTextContent(/standard \(2\)$/);
    await user.click(saveButton());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(sent(saved)).toEqual({ ...STANDARD_PROTOCOL, codeParam: 'auth_code', pkce: 'none' });
  });

  it('sends the standard for a new app', async () => {
    const created = route('post', '/apps', () => ({ data: appDetails() }));
    route('get', '/apps/demo-mail', () => ({ data: appDetails() }));
    const user = await openCreateForm();
    await user.type(screen.getByRole('textbox', { name: /^Name/ }), 'Demo');
    await user.click(saveButton());
    await waitFor(() => expect(created).toHaveLength(1));
    expect(sent(created)).toEqual(STANDARD_PROTOCOL);
  });

  it('sends names, headers, places and words', async () => {
    const saved = savesApp();
    const user = await openSection({ protocol: { refreshRequestFormat: 'get' } });
    await user.click(addButton('Renamed authorization parameters'));
    await fill(user, 'Renamed authorization parameters: standard name 1', 'client_id');
    await fill(user, 'Renamed authorization parameters: name 1 at this provider', 'client_key');
    await user.click(addButton('API headers'));
    await fill(user, 'API headers: name of header 1', 'X-Api-Version');
    await fill(user, 'API headers: value of header 1', '2');
    await fill(user, 'Place of the access token', '/authed_user/access_token token');
    await user.click(addButton('Values that end a connection'));
    await fill(user, 'Values that end a connection: place 1', '/error/code');
    await fill(user, 'Values that end a connection: value at place 1', 'token_revoked');
    await choose(user, 'Format of refresh requests', 'As token requests');
    await user.click(saveButton());
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(sent(saved)).toEqual({
      ...STANDARD_PROTOCOL,
      authorizationParamNames: [{ key: 'client_id', value: 'client_key' }],
      apiHeaders: [{ key: 'X-Api-Version', value: '2' }],
      endedGrantWords: [{ key: '/error/code', value: 'token_revoked' }],
      responsePlaces: {
        ...STANDARD_PROTOCOL.responsePlaces,
        accessToken: ['/authed_user/access_token', 'token'],
      },
    });
  });

  it('offers a scope separator that only the API can set, while it is set', async () => {
    const user = await openSection({ protocol: { scopeSeparator: ', ' } });
    expect(select('Scope separator')).toHaveTextContent('Other: “, ”');
    await choose(user, 'Scope separator', 'Comma ( , )');
    expect(select('Scope separator')).toHaveTextContent('Comma ( , )');
    await user.click(select('Scope separator'));
    expect(await screen.findAllByRole('option')).toHaveLength(5);
  });
});

describe('an error in the section about how a provider differs from the standard', () => {
  it('opens the section, and takes the focus', async () => {
    refuses('protocol.codeParam');
    const user = await openEdit();
    await user.type(field('Client ID'), '2');
    await user.click(saveButton());
    expect(await screen.findByText('Refused: protocol.codeParam')).toBeVisible();
    expect(field('Parameter with the code')).toBeInvalid();
    await waitFor(() => expect(field('Parameter with the code')).toHaveFocus());
  });

  it('leaves the section open once it is corrected', async () => {
    refuses('protocol.apiScheme');
    const user = await openEdit();
    await user.type(field('Client ID'), '2');
    await user.click(saveButton());
    await screen.findByText('Refused: protocol.apiScheme');
    savesApp();
    await user.click(saveButton());
    expect(await screen.findByText('Saved.')).toBeVisible();
    expect(trigger()).toHaveAttribute('aria-expanded', 'true');
    await user.click(trigger());
    expect(trigger()).toHaveAttribute('aria-expanded', 'false');
  });

  it('stands at the row and at the list that the server names', async () => {
    const list = 'Token request headers';
    refuses('protocol.requestHeaders.0.value', 'protocol.responsePlaces.error.1');
    const protocol: ProtocolDeviations = {
      requestHeaders: [{ key: 'X-One', value: '1' }],
      responsePlaces: { error: ['/error', '/access_token'] },
    };
    const user = await openEdit({ protocol });
    await user.type(field('Client ID'), '2');
    await user.click(saveButton());
    await screen.findByText('Refused: protocol.requestHeaders.0.value');
    expect(field(`${list}: value of header 1`)).toBeInvalid();
    expect(field('Place of the error')).toBeInvalid();

    await user.click(screen.getByRole('button', { name: `${list}: remove header 1` }));
    expect(screen.queryByText(/^Refused: protocol\.requestHeaders/)).not.toBeInTheDocument();
    expect(field('Place of the error')).toHaveAccessibleDescription(/Refused/);
  });

  it('is found before a request is sent', async () => {
    const saved = savesApp();
    const user = await openSection();
    await user.clear(field('Parameter with the code'));
    await user.clear(field('Header with the access token'));
    await fill(user, 'Header with the access token', 'X Token');
    await user.click(addButton('Token request headers'));
    await fill(user, 'Token request headers: name of header 1', 'X-Größe');
    await user.click(addButton('Renamed token request parameters'));
    await user.click(addButton('Values that end a connection'));
    await fill(user, 'Values that end a connection: place 1', '/error~code');
    await user.click(addButton('Values that end a connection'));
    await user.click(saveButton());

    await waitFor(() =>
      expect(field('Parameter with the code')).toHaveAccessibleDescription(
        'This field is required.'
      )
    );
    for (const name of ['Header with the access token', 'Token request headers: name of header 1'])
      expect(field(name)).toHaveAccessibleDescription(/^Enter the name of a header/);
    expect(screen.getByText('Name the parameter, or remove this row.')).toBeVisible();
    expect(screen.getByText(/^“\/error~code” is not a place/)).toBeVisible();
    expect(screen.getByText('Enter the place, or remove this row.')).toBeVisible();
    expect(saved).toHaveLength(0);
  });

  it.each(['/a~2', `/${'a'.repeat(200)}`])(
    'is found as soon as the place %s is typed',
    async (place) => {
      const user = await openSection();
      await fill(user, 'Place of the lifetime', place);
      await user.keyboard('{Enter}');
      expect(field('Place of the lifetime')).toHaveAccessibleDescription(/is not a place/);
      expect(field('Place of the lifetime')).toHaveValue(place);
    }
  );
});

describe('the section about how a provider differs from the standard, for a user who may not change where tokens go', () => {
  it('is read-only, except for extra token request parameters', async () => {
    const protocol: ProtocolDeviations = {
      apiHeaders: [{ key: 'X-Api-Version', value: '2' }],
      tokenTypes: ['user'],
    };
    await openSection(
      { protocol },
      ADMIN.filter((name) => name !== 'changeDestinations')
    );
    for (const name of [
      'Response type',
      'Parameter with the code',
      'API headers: name of header 1',
    ])
      expect(field(name)).toBeDisabled();
    for (const name of ['PKCE', 'Format of refresh requests'])
      expect(select(name)).toHaveAttribute('aria-disabled', 'true');
    expect(screen.getByText('user')).toBeVisible();
    expect(screen.queryByRole('textbox', { name: 'Token types' })).not.toBeInTheDocument();

    const section = screen.getByRole('group', { name: 'Token requests' });
    expect(
      within(section)
        .getAllByRole('button', { name: /^Add|remove/ })
        .map((button) => button.getAttribute('aria-label'))
    ).toEqual(['Add a parameter: Extra token request parameters']);
    expect(within(screen.getByRole('group', { name: 'API requests' })).queryByRole('button')).toBe(
      null
    );
  });
});

describe('a preset of a provider that differs from the standard', () => {
  const SHOP = aPreset({
    id: 'shop',
    name: 'Shop',
    protocol: { scopeSeparator: ',', pkce: 'none', responsePlaces: { scope: ['scopes'] } },
  });

  beforeEach(() => {
    route('get', '/providers', () => ({
      data: providers({ providers: [aPreset(), GOOGLE, SHOP] }),
    }));
  });

  it('fills in its settings for a new app', async () => {
    await openCreateForm('Shop');
    expect(trigger()).toHaveTextContent(/standard \(3\)$/);
    expect(screen.getByText('1 field filled in for Shop.')).toBeVisible();
  });

  it('fills in its settings, which the next preset removes', async () => {
    const user = await openEdit();
    await choose(user, 'Provider', 'Shop');
    expect(trigger()).toHaveTextContent(/standard \(3\)$/);
    expect(screen.getByText('1 field filled in for Shop.')).toBeVisible();
    await choose(user, 'Provider', 'Google');
    expect(trigger()).toHaveTextContent(/standard$/);
  });

  it('leaves settings that the user changed', async () => {
    const user = await openEdit();
    await choose(user, 'Provider', 'Shop');
    await user.click(trigger());
    await screen.findByRole('combobox', { name: 'PKCE' });
    await choose(user, 'PKCE', 'Send a code challenge (S256)');
    await choose(user, 'Provider', 'Google');
    expect(trigger()).toHaveTextContent(/standard \(2\)$/);
    expect(select('Scope separator')).toHaveTextContent('Comma');
  });
});
