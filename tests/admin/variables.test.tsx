import { screen, waitFor, within } from '@testing-library/react';

import type { AppInput, AppUpdate, AppVariable, ProviderPreset } from '../../server/src/contracts';
import {
  appDetails,
  aPreset,
  aVariable,
  discovered,
  GOOGLE,
  providers,
  type AppChanges,
} from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { problem, route } from '../support/admin/server';
import { changeProvider, openCreateForm } from '../support/admin/service-steps';
import { only } from '../support/elements';

type User = ReturnType<typeof renderPage>['user'];

const saveButton = () => screen.getByRole('button', { name: 'Save' });
const trigger = () => screen.getByRole('button', { name: /^Advanced: how this provider differs/ });
const addButton = () => screen.getByRole('button', { name: 'Add a variable' });
const removeButton = (number: number) =>
  screen.getByRole('button', { name: `Remove variable ${number}` });
const row = (number: number) => within(screen.getByRole('group', { name: `Variable ${number}` }));
const field = (number: number, name: string) => row(number).getByRole('textbox', { name });

const choose = async (user: User, number: number, source: string) => {
  await user.click(row(number).getByRole('combobox', { name: 'Source' }));
  await user.click(await screen.findByRole('option', { name: source }));
};

/** As people do with addresses; typing them letter by letter would take seconds. */
const fill = async (user: User, input: HTMLElement, text: string) => {
  await user.clear(input);
  await user.click(input);
  await user.paste(text);
};

const openEdit = async (app: AppChanges = {}, can: ActionName[] = ADMIN) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails(app) }));
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

const openSection = async (variables: AppVariable[] = [], can: ActionName[] = ADMIN) => {
  const user = await openEdit({ variables }, can);
  if (trigger().getAttribute('aria-expanded') === 'false') await user.click(trigger());
  await screen.findByRole('group', { name: 'Variables' });
  return user;
};

const savesApp = () =>
  route('put', '/apps/demo-mail', ({ body }) => {
    const { clientSecret: _secret, ...app } = (body as { data: AppUpdate }).data;
    return { data: appDetails(app) };
  });

const sent = (requests: { body: unknown }[]) => (only(requests).body as { data: AppInput }).data;

const save = async (user: User) => {
  await user.click(saveButton());
  await screen.findByText('Saved.');
};

describe('the list of variables', () => {
  it('says what a variable is for, and what a host name needs', async () => {
    await openSection();
    const group = screen.getByRole('group', { name: 'Variables' });
    expect(group).toHaveTextContent(
      '{shop} in an address, such as https://{shop}.myshopify.com, stands for the value.'
    );
    expect(group).toHaveTextContent(/needs a fixed end after it, or a pattern such as \*\./);
  });

  it('adds a variable that is asked when connecting', async () => {
    const saved = savesApp();
    const user = await openSection();
    await user.click(addButton());
    await waitFor(() => expect(field(1, 'Name')).toHaveFocus());
    await user.keyboard('shop');
    await fill(user, field(1, 'Question'), 'Name of your shop');
    await fill(user, field(1, 'Example'), 'acme');
    await fill(user, field(1, 'Pattern'), '*-shop');
    expect(row(1).queryByRole('textbox', { name: 'Value' })).not.toBeInTheDocument();
    expect(trigger()).toHaveTextContent(/standard \(1\)$/);
    await save(user);
    expect(sent(saved).variables).toEqual([
      aVariable({ label: 'Name of your shop', example: 'acme', pattern: '*-shop' }),
    ]);
  });

  it.each([
    ['Fixed here', 'Value', 'app', false],
    ['Told in the callback', 'Parameter of the callback', 'callback', true],
    ['Told in the token response', 'Place in the response', 'response', true],
  ])('asks for what belongs to the source “%s”', async (option, label, source, hasPattern) => {
    const saved = savesApp();
    const user = await openSection([aVariable()]);
    await choose(user, 1, option);
    expect(row(1).queryByRole('textbox', { name: 'Question' })).not.toBeInTheDocument();
    expect(row(1).queryByRole('textbox', { name: 'Example' })).not.toBeInTheDocument();
    expect(row(1).queryAllByRole('textbox', { name: 'Pattern' })).toHaveLength(hasPattern ? 1 : 0);
    await fill(user, field(1, label), 'some_id');
    await save(user);
    expect(sent(saved).variables).toEqual([
      expect.objectContaining({ name: 'shop', source, from: 'some_id' }),
    ]);
  });

  it('does not keep a value or a pattern that it no longer shows', async () => {
    const saved = savesApp();
    const user = await openSection([
      aVariable({ source: 'callback', from: 'realmId', pattern: '*' }),
      aVariable({ name: 'zone', pattern: '*.example.com', label: 'Your zone' }),
    ]);
    await choose(user, 1, 'Asked when connecting');
    await choose(user, 2, 'Fixed here');
    await fill(user, field(2, 'Value'), 'eu');
    await save(user);
    expect(sent(saved).variables).toEqual([
      aVariable({ pattern: '*' }),
      aVariable({ name: 'zone', source: 'app', from: 'eu', label: 'Your zone' }),
    ]);
  });

  it('removes variables, and keeps the focus in the list', async () => {
    const saved = savesApp();
    const user = await openSection([
      aVariable({ name: 'one' }),
      aVariable({ name: 'two' }),
      aVariable({ name: 'three' }),
    ]);
    await user.click(removeButton(2));
    expect(field(2, 'Name')).toHaveValue('three');
    await waitFor(() => expect(removeButton(2)).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(removeButton(1)).toHaveFocus());
    await user.keyboard('{Enter}');
    await waitFor(() => expect(addButton()).toHaveFocus());
    await save(user);
    expect(sent(saved).variables).toEqual([]);
  });

  it('is not changed by an edit of something else', async () => {
    const variables = [aVariable({ source: 'response', from: '/team/id', label: 'From the API' })];
    const saved = savesApp();
    const user = await openEdit({ variables });
    await fill(user, screen.getByRole('textbox', { name: /^Client ID/ }), 'client-2');
    await save(user);
    expect(sent(saved).variables).toEqual(variables);
  });

  it('is read-only for a user who may not change where tokens go', async () => {
    await openSection(
      [aVariable({ source: 'app', from: 'acme' })],
      ADMIN.filter((name) => name !== 'changeDestinations')
    );
    expect(field(1, 'Name')).toBeDisabled();
    expect(field(1, 'Value')).toBeDisabled();
    expect(row(1).getByRole('combobox')).toHaveAttribute('aria-disabled', 'true');
    expect(screen.queryByRole('button', { name: /variable/ })).not.toBeInTheDocument();
  });
});

describe('what is wrong with a variable', () => {
  it('opens the section if the server says it, and stands at its field', async () => {
    route('put', '/apps/demo-mail', () =>
      problem(400, 'no', {
        errors: [
          { path: ['variables', '0', 'name'], message: 'Not this name.', name: 'ValidationError' },
        ],
      })
    );
    const user = await openEdit({ variables: [aVariable()] });
    expect(trigger()).toHaveAttribute('aria-expanded', 'false');
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), '2');
    await user.click(saveButton());
    expect(await screen.findByText('Not this name.')).toBeVisible();
    expect(field(1, 'Name')).toHaveAccessibleDescription('Not this name.');
    await waitFor(() => expect(field(1, 'Name')).toHaveFocus());

    await user.click(removeButton(1));
    expect(screen.queryByText('Not this name.')).not.toBeInTheDocument();
  });

  it('is shown above the button if it is about the whole list', async () => {
    route('put', '/apps/demo-mail', () =>
      problem(400, 'no', {
        errors: [{ path: ['variables'], message: 'Too many.', name: 'ValidationError' }],
      })
    );
    const user = await openEdit({ variables: [aVariable()] });
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), '2');
    await user.click(saveButton());
    expect(await screen.findByText('Too many.')).toHaveAttribute('role', 'alert');
  });

  it.each<[string, Partial<AppVariable>, string, string]>([
    ['has no name', { name: ' ' }, 'Name', 'Name the variable, or remove it.'],
    ['begins with a digit', { name: '1st' }, 'Name', 'Use letters, digits and underscores, with'],
    ['is too long', { name: 'a'.repeat(41) }, 'Name', 'At most 40 characters.'],
    ['has a taken name', { name: 'state' }, 'Name', '“state” stands for a value of the request'],
    ['has a name twice', { name: 'first' }, 'Name', 'There is another variable “first”.'],
    ['has no value', { source: 'app' }, 'Value', 'This field is required.'],
    [
      'has no parameter',
      { source: 'callback' },
      'Parameter of the callback',
      'Name the parameter, or remove this row.',
    ],
    [
      'has a place that is none',
      { source: 'response', from: '/a~2' },
      'Place in the response',
      '“/a~2” is not a place.',
    ],
    [
      'shows a token',
      { source: 'response', from: '/data/access_token' },
      'Place in the response',
      'This place holds a token or a secret',
    ],
    ['has a pattern of words', { pattern: 'a b' }, 'Pattern', 'Use letters, digits, dots, hyphens'],
  ])('is found before a request is sent: a variable %s', async (_case, changes, name, message) => {
    const saved = savesApp();
    const user = await openEdit({ variables: [aVariable({ name: 'first' }), aVariable(changes)] });
    await user.type(screen.getByRole('textbox', { name: 'Client ID' }), '2');
    await user.click(saveButton());
    const second = within(await screen.findByRole('group', { name: 'Variable 2' }));
    const wrong = second.getByRole('textbox', { name });
    await waitFor(() => expect(wrong).toBeInvalid());
    expect(wrong).toHaveAccessibleDescription(expect.stringContaining(message));
    expect(field(1, 'Name')).toBeValid();
    expect(saved).toHaveLength(0);
  });
});

describe('an address with variables', () => {
  const endpoint = () => screen.getByRole('textbox', { name: 'Token endpoint' });
  const origins = () => screen.getByRole('textbox', { name: 'API origins' });

  it.each(['https://{shop}.example.com/token', '{instance}/token', 'https://a.example/{id}/token'])(
    'is accepted: %s',
    async (address) => {
      const saved = savesApp();
      const user = await openEdit();
      await fill(user, endpoint(), address);
      await save(user);
      expect(sent(saved).tokenEndpoint).toBe(address);
    }
  );

  it.each([
    ['{shop/token', 'This is not a web address. It must start with https://.'],
    ['token{shop}', 'This is not a web address. It must start with https://.'],
    ['http://{shop}.example.com/token', 'The address must start with https://.'],
  ])('is refused: %s', async (address, message) => {
    const saved = savesApp();
    const user = await openEdit();
    await fill(user, endpoint(), address);
    await user.click(saveButton());
    expect(await screen.findByText(message)).toBeVisible();
    expect(saved).toHaveLength(0);
  });

  it('is an API origin as it stands, but not with a path', async () => {
    const saved = savesApp();
    const user = await openEdit();
    await fill(user, origins(), 'https://{shop}.example.com/admin');
    await user.keyboard('{Enter}');
    expect(origins()).toHaveAccessibleDescription(/is not an origin/);
    await fill(user, origins(), 'https://{shop}.example.com/ {instance}');
    await user.keyboard('{Enter}');
    await user.click(saveButton());
    await user.click(await screen.findByRole('button', { name: 'Save and allow' }));
    await screen.findByText('Saved.');
    expect(sent(saved).apiOrigins).toEqual(['https://{shop}.example.com', '{instance}']);
  });
});

describe('a preset with variables', () => {
  const TENANT = aPreset({
    id: 'tenant',
    name: 'Tenant',
    discoveryUrl: 'https://{domain}/.well-known/openid-configuration',
    issuer: 'https://{domain}',
    endpoints: { tokenEndpoint: 'https://{domain}/token' },
    variables: [
      aVariable({
        name: 'domain',
        source: 'app',
        label: 'Domain of the tenant',
        example: 'idp.example.com',
      }),
    ],
  });

  const offers = (preset: ProviderPreset) =>
    route('get', '/providers', () => ({
      data: providers({ providers: [aPreset(), GOOGLE, preset] }),
    }));

  const openPreset = (preset: ProviderPreset = TENANT) => {
    offers(preset);
    return openCreateForm(preset.name);
  };

  const getConfiguration = (user: User) =>
    user.click(screen.getByRole('button', { name: 'Get OpenID Configuration' }));

  const discoveryUrl = () => screen.getByRole('textbox', { name: 'Discovery URL' });

  const domain = () => screen.queryByRole('textbox', { name: /Domain of the tenant/ });

  const theDomain = () => screen.getByRole('textbox', { name: /Domain of the tenant/ });

  it('asks beside the provider for the value that it leaves to the admin', async () => {
    await openPreset();
    expect(theDomain()).toHaveAttribute('placeholder', 'idp.example.com');
  });

  it('is removed by the next preset', async () => {
    offers(TENANT);
    const user = await openEdit({ provider: 'tenant' });
    await changeProvider(user, 'Another provider');
    await changeProvider(user, 'Tenant');
    expect(theDomain()).toBeVisible();
    await changeProvider(user, 'Google');
    expect(domain()).not.toBeInTheDocument();
  });

  it('keeps the question when the value is asked instead', async () => {
    const user = await openPreset();
    await user.click(screen.getByRole('button', { name: /^Advanced/ }));
    await choose(user, 1, 'Asked when connecting');
    expect(field(1, 'Question')).toHaveValue('Domain of the tenant');
    expect(field(1, 'Example')).toHaveValue('idp.example.com');
  });

  it('asks the provider at the address with the value, and keeps addresses that stand for the answer', async () => {
    const asked = route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openPreset();
    await fill(user, theDomain(), ' idp.example.com');
    await getConfiguration(user);
    await screen.findByText(/fields filled in from the OpenID configuration/);
    expect(only(asked).body).toEqual({
      url: 'https://idp.example.com/.well-known/openid-configuration',
    });
    expect(discoveryUrl()).toHaveValue('https://{domain}/.well-known/openid-configuration');
    expect(screen.getByRole('textbox', { name: 'Issuer' })).toHaveValue('https://{domain}');
    const tokenEndpoint = screen.getByRole('textbox', { name: 'Token endpoint' });
    expect(tokenEndpoint).toHaveValue('https://{domain}/token');
    expect(tokenEndpoint).toHaveAccessibleDescription(/Filled in from the OpenID configuration/);
    expect(screen.getByRole('textbox', { name: 'Revocation endpoint' })).toHaveValue(
      'https://idp.example.com/revoke'
    );
  });

  it('says which value is needed before the provider can be asked', async () => {
    const asked = route('post', '/discovery', () => ({ data: discovered() }));
    const user = await openPreset();
    await getConfiguration(user);
    expect(discoveryUrl()).toHaveAccessibleDescription(
      'Enter the value of the variable “domain” first.'
    );
    expect(asked).toHaveLength(0);
  });
});
