import { screen, waitFor, within } from '@testing-library/react';

import { forgetArrival } from '../../admin/src/utils/arrival';
import { rememberAttempt } from '../../admin/src/utils/lastAttempt';
import type { AppSummary } from '../../server/src/contracts';
import { CONSENT, fakeTab, opens } from '../support/admin/consent-tab';
import { aConnection, anApp, appDetails, aVariable } from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage } from '../support/admin/render';
import { listsApps, problem, route } from '../support/admin/server';
import { only } from '../support/elements';

type User = ReturnType<typeof renderPage>['user'];

const SHOP = aVariable({ label: 'Name of your shop', example: 'acme', pattern: '*-shop' });
const REGION = aVariable({ name: 'region' });

const aShop = (changes: Partial<AppSummary> = {}) =>
  anApp({
    asked: [SHOP],
    authorizationEndpoint: 'https://{shop}.example.com/auth',
    ...changes,
  });

const startsConnect = () =>
  route('post', '/apps/demo-mail/connect', () => ({
    data: { kind: 'redirect', authorizationUrl: CONSENT },
  }));

const refusesValue = (name: string, message: string) =>
  route('post', '/apps/demo-mail/connect', () =>
    problem(400, message, {
      errors: [{ path: ['values', name], message, name: 'ValidationError' }],
    })
  );

const connectButton = () => screen.getByRole('button', { name: 'Connect to Demo Mail' });
const dialog = () => screen.findByRole('dialog', { name: 'Connect to Demo Mail' });
const field = (name: string) => screen.getByRole('textbox', { name });
const submitButton = () => screen.getByRole('button', { name: 'Connect' });

const openDialog = async (app: AppSummary = aShop()): Promise<User> => {
  listsApps([app]);
  const { user } = renderPage('', { can: EDITOR });
  await user.click(await screen.findByRole('button', { name: 'Connect to Demo Mail' }));
  await dialog();
  return user;
};

const expectClosed = () =>
  waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());

afterEach(() => jest.restoreAllMocks());

describe('the question for the values of an app', () => {
  it('is not asked if the app asks for nothing', async () => {
    opens(fakeTab());
    const started = startsConnect();
    listsApps([anApp()]);
    const { user } = renderPage('', { can: EDITOR });
    await user.click(await screen.findByRole('button', { name: 'Connect to Demo Mail' }));
    await waitFor(() => expect(started).toHaveLength(1));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
    expect(only(started).body).not.toHaveProperty('values');
  });

  it('asks in the words of the app, with an example and the pattern, before a tab opens', async () => {
    const open = opens(fakeTab());
    await openDialog(aShop({ asked: [SHOP, REGION] }));
    expect(field('Name of your shop')).toHaveAttribute('placeholder', 'acme');
    expect(field('Name of your shop')).toHaveAccessibleDescription(
      'Must look like *-shop, where * stands for one part.'
    );
    expect(field('region')).toHaveValue('');
    await waitFor(() => expect(field('Name of your shop')).toHaveFocus());
    expect(open).not.toHaveBeenCalled();
  });

  it('shows where the browser goes, while the value is typed', async () => {
    const user = await openDialog();
    expect(await dialog()).toHaveAccessibleDescription(
      'Your browser then opens {shop}.example.com.'
    );
    await user.type(field('Name of your shop'), ' my');
    expect(screen.getByText('Your browser then opens my.example.com.')).toBeVisible();
    expect(submitButton()).toHaveAccessibleDescription('Your browser then opens my.example.com.');
    await user.type(field('Name of your shop'), '.evil.test/');
    expect(screen.getByText('Your browser then opens my.evil.test.')).toBeVisible();
  });

  it('shows a whole origin, before and after it is complete', async () => {
    const user = await openDialog(aShop({ authorizationEndpoint: '{shop}/auth' }));
    expect(screen.getByText('Your browser then opens {shop}.')).toBeVisible();
    await user.click(field('Name of your shop'));
    await user.paste('https://my.example.com');
    expect(screen.getByText('Your browser then opens my.example.com.')).toBeVisible();
  });

  it('opens the tab during the click, sends the values, and closes', async () => {
    const tab = fakeTab();
    const open = opens(tab);
    let wasOpenBeforeResponse = false;
    const started = route('post', '/apps/demo-mail/connect', () => {
      wasOpenBeforeResponse = open.mock.calls.length === 1;
      return { data: { kind: 'redirect', authorizationUrl: CONSENT } };
    });
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop');
    await user.click(submitButton());

    await waitFor(() => expect(tab.location.href).toBe(CONSENT));
    expect(wasOpenBeforeResponse).toBe(true);
    expect(only(started).body).toEqual({
      owner: 'me',
      returnTo: '/plugins/connected-apps',
      values: { shop: 'my-shop' },
    });
    await expectClosed();
    expect(await screen.findByText('Waiting for consent in the other tab…')).toBeVisible();
    await waitFor(() => expect(connectButton()).toHaveFocus());
  });

  it('is answered with Enter', async () => {
    opens(fakeTab());
    const started = startsConnect();
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop{Enter}');
    await waitFor(() => expect(started).toHaveLength(1));
    await expectClosed();
  });

  it.each([
    ['Cancel', (user: User) => user.click(screen.getByRole('button', { name: 'Cancel' }))],
    [
      'the button at the top',
      (user: User) => user.click(screen.getByRole('button', { name: /^Close/ })),
    ],
    ['Escape', (user: User) => user.keyboard('{Escape}')],
  ])('closes with %s, and returns the focus to the button', async (_way, leave) => {
    const open = opens(fakeTab());
    const user = await openDialog();
    await leave(user);
    await expectClosed();
    await waitFor(() => expect(connectButton()).toHaveFocus());
    expect(open).not.toHaveBeenCalled();
  });

  it('demands every value before a tab opens', async () => {
    const open = opens(fakeTab());
    const user = await openDialog(aShop({ asked: [SHOP, REGION] }));
    await user.type(field('Name of your shop'), 'my-shop');
    await user.click(submitButton());
    expect(field('region')).toHaveAccessibleDescription('This field is required.');
    await waitFor(() => expect(field('region')).toHaveFocus());
    expect(open).not.toHaveBeenCalled();
    await user.keyboard('eu');
    expect(field('region')).toBeValid();
  });

  it("shows the server's error at its field, and keeps everything else", async () => {
    const tab = fakeTab();
    opens(tab);
    refusesValue('region', 'Enter only letters.');
    const user = await openDialog(aShop({ asked: [SHOP, REGION] }));
    await user.type(field('Name of your shop'), 'my-shop');
    await user.type(field('region'), 'e/u{Enter}');

    expect(await screen.findByText('Enter only letters.')).toBeVisible();
    expect(field('region')).toHaveAccessibleDescription('Enter only letters.');
    await waitFor(() => expect(field('region')).toHaveFocus());
    expect(field('region')).toHaveValue('e/u');
    expect(field('Name of your shop')).toHaveValue('my-shop');
    expect(tab.close).toHaveBeenCalled();

    const started = startsConnect();
    await user.clear(field('region'));
    await user.type(field('region'), 'eu{Enter}');
    await waitFor(() => expect(started).toHaveLength(1));
    expect(only(started).body).toMatchObject({ values: { shop: 'my-shop', region: 'eu' } });
  });

  it('stays open if the start fails for another reason, and says which', async () => {
    opens(fakeTab());
    route('post', '/apps/demo-mail/connect', () => problem(503, 'The provider does not respond.'));
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop{Enter}');
    const message = await screen.findByText('The provider does not respond.');
    expect(await dialog()).toContainElement(message);
    expect(field('Name of your shop')).toHaveValue('my-shop');
  });

  it('gives up a start that has no response yet', async () => {
    const tab = fakeTab();
    opens(tab);
    let respond = () => {};
    const asked = route('post', '/apps/demo-mail/connect', async () => {
      await new Promise<void>((resolve) => (respond = resolve));
      return { data: { kind: 'redirect', authorizationUrl: CONSENT } };
    });
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop{Enter}');
    await waitFor(() => expect(asked).toHaveLength(1));
    await user.keyboard('{Escape}');
    await expectClosed();
    expect(tab.close).toHaveBeenCalled();
    respond();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(tab.location.href).toBe('about:blank');
    expect(screen.queryByText(/Waiting for consent/)).not.toBeInTheDocument();
  });

  it('leaves a link if the browser blocks the tab', async () => {
    opens(null);
    startsConnect();
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop{Enter}');
    await expectClosed();
    expect(
      await screen.findByRole('link', { name: 'Open the consent page of Demo Mail' })
    ).toHaveAttribute('href', CONSENT);
  });

  it('holds what was typed when it is asked again', async () => {
    const tab = fakeTab();
    opens(tab);
    startsConnect();
    const user = await openDialog();
    await user.type(field('Name of your shop'), 'my-shop{Enter}');
    await screen.findByText('Waiting for consent in the other tab…');
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await dialog();
    expect(field('Name of your shop')).toHaveValue('my-shop');
  });
});

describe('the question for the values of an app that is connected', () => {
  const CONNECTED = aShop({
    myConnection: aConnection({ values: { shop: 'my-shop', tenant: 'told' } }),
  });

  const openMenu = async (item: RegExp) => {
    listsApps([CONNECTED]);
    const { user } = renderPage('', { can: ADMIN });
    await user.click(await screen.findByRole('button', { name: 'More actions for Demo Mail' }));
    await user.click(await screen.findByRole('menuitem', { name: item }));
    await dialog();
    return user;
  };

  it('holds the values of the connection', async () => {
    opens(fakeTab());
    const started = startsConnect();
    const user = await openMenu(/Reconnect/);
    expect(field('Name of your shop')).toHaveValue('my-shop');
    expect(screen.getByText('Your browser then opens my-shop.example.com.')).toBeVisible();
    await user.click(submitButton());
    await waitFor(() => expect(started).toHaveLength(1));
    expect(only(started).body).toMatchObject({ values: { shop: 'my-shop' } });
    expect(only(started).body).not.toHaveProperty('values.tenant');
  });

  it('is empty for the connection of everyone, whose values may be others', async () => {
    opens(fakeTab());
    const started = startsConnect();
    const user = await openMenu(/for everyone/);
    expect(field('Name of your shop')).toHaveValue('');
    await user.type(field('Name of your shop'), 'our-shop{Enter}');
    await waitFor(() => expect(started).toHaveLength(1));
    expect(only(started).body).toMatchObject({ owner: 'shared', values: { shop: 'our-shop' } });
  });

  it('returns the focus to the menu', async () => {
    const user = await openMenu(/Reconnect/);
    await user.keyboard('{Escape}');
    await expectClosed();
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'More actions for Demo Mail' })).toHaveFocus()
    );
  });
});

describe("the question for the values of an app, on the app's page", () => {
  it('asks what a person must give, and fills in what the app fixes', async () => {
    const started = startsConnect();
    opens(fakeTab());
    route('get', '/apps/demo-mail', () => ({
      data: appDetails({
        authorizationEndpoint: 'https://{shop}.{zone}.example.com/auth',
        variables: [
          SHOP,
          aVariable({ name: 'zone', source: 'app', from: 'eu' }),
          aVariable({ name: 'tenant', source: 'response', from: 'tenant_id' }),
        ],
      }),
    }));
    const { user } = renderPage('/apps/demo-mail');
    await user.click(await screen.findByRole('button', { name: 'Connect to Demo Mail' }));
    const asked = within(await dialog());
    expect(asked.getAllByRole('textbox')).toHaveLength(1);
    expect(asked.getByText('Your browser then opens {shop}.eu.example.com.')).toBeVisible();
    await user.keyboard('my-shop{Enter}');
    await waitFor(() => expect(started).toHaveLength(1));
    expect(only(started).body).toMatchObject({ values: { shop: 'my-shop' } });
  });
});

describe('another try on the completion page', () => {
  afterEach(forgetArrival);

  const tryAgain = async () => {
    window.history.replaceState(
      null,
      '',
      '/admin/plugins/connected-apps/complete#error=access_denied&app=demo-mail'
    );
    const { user } = renderPage('/complete', { can: EDITOR });
    await user.click(await screen.findByRole('button', { name: 'Try again' }));
  };

  it('sends the same values', async () => {
    const attempt = { owner: 'me', returnTo: '/plugins/connected-apps' } as const;
    const values = { shop: 'my-shop' };
    rememberAttempt({ appKey: 'demo-mail', ...attempt, values });
    const started = route('post', '/apps/demo-mail/connect', () => problem(503, 'Not now.'));
    await tryAgain();
    await waitFor(() => expect(only(started).body).toEqual({ ...attempt, values }));
  });

  it('says where the values are asked if none are known', async () => {
    refusesValue('shop', 'Enter only letters.');
    await tryAgain();
    expect(await screen.findByText(/This app asks for values before you connect/)).toBeVisible();
  });
});
