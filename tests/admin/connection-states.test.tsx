import { screen, within } from '@testing-library/react';

import type { AppState, ConnectionStateName, ConnectionSummary } from '../../server/src/contracts';
import { aConnection, anApp, appDetails, appState, NEEDS_REPAIR } from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage, rowOf } from '../support/admin/render';
import { listsApps, problem, route } from '../support/admin/server';
import {
  at,
  expectLine,
  EXPIRY,
  failing,
  moment,
  NEXT,
  showList,
  SINCE,
  withState,
} from '../support/admin/states';

const REFUSED = {
  blame: 'connection',
  code: 'provider_rejected',
  reason: 'invalid_request',
  message: 'The provider found something wrong. (invalid_request)',
} as const;

const APP_REFUSED = { blame: 'app', code: 'provider_rejected', reason: 'invalid_client' } as const;

interface Case {
  name: string;
  connection: ConnectionSummary;
  app?: AppState;
  /** What an owner reads who is an admin or an editor, and what an admin reads in the table of all connections. */
  admin: RegExp;
  editor: RegExp;
  table: RegExp;
}

const all = (text: RegExp) => ({ admin: text, editor: text, table: text });

const CASES: Record<ConnectionStateName, Case[]> = {
  connected: [
    {
      name: 'that works',
      connection: withState({ name: 'connected' }),
      ...all(/^Connected as jane@example\.com$/),
    },
  ],
  limited: [
    {
      name: 'that lacks scopes',
      connection: withState({
        name: 'limited',
        turn: 'owner',
        scopesRefused: ['mail.send', 'mail.delete'],
        scopesNotAsked: ['calendar'],
      }),
      ...all(
        /^Connected as jane@example\.com, with permissions missingNot granted: mail\.send, mail\.delete\. Not requested yet: calendar\. Press Reconnect\.$/
      ),
      table: /Not granted: mail\.send.* Its owner must reconnect it\.$/,
    },
  ],
  failing: [
    {
      name: 'whose provider does not respond',
      connection: failing({ reason: 'timeout' }),
      admin: new RegExp(
        `^No response from mail\\.example\\.com since ${moment(SINCE)} \\(timeout\\)Next try at ${moment(NEXT)}\\. The account is jane@example\\.com\\. The current access works until ${moment(EXPIRY)}\\.$`
      ),
      editor: new RegExp(`^No response from mail\\.example\\.com since ${moment(SINCE)}Next try`),
      table: /^No response from mail\.example\.com since .* \(timeout\)Next try at/,
    },
    {
      name: 'whose provider gives errors, when its token has expired',
      connection: failing({ reason: 'http_503' }, { isTokenValid: false, nextAttemptAt: null }),
      admin:
        /^Only errors from mail\.example\.com since .* \(http_503\)The account is jane@example\.com\. There is no valid access at the moment\.$/,
      editor: /^Only errors from mail\.example\.com since [^(]*$/,
      table: /\(http_503\)/,
    },
    {
      name: 'that is due for another try',
      connection: failing({ reason: 'http_503' }, { nextAttemptAt: at(-1) }),
      ...all(/Next try within a minute\. The account is/),
    },
    {
      name: 'whose provider asks to wait',
      connection: failing({ reason: 'http_429' }),
      ...all(/^Told to wait by mail\.example\.com since /),
    },
    {
      name: 'whose requests the outbound proxy stops',
      connection: failing({ reason: 'proxy' }),
      ...all(/^The outbound proxy has let nothing through to mail\.example\.com since /),
    },
    {
      name: 'whose provider answers this one alone with errors',
      connection: failing({ ...REFUSED, code: 'provider_unavailable', reason: 'http_500' }),
      ...all(/^Only errors from mail\.example\.com since /),
    },
    {
      name: 'that the provider refuses to refresh',
      connection: failing(REFUSED, { turn: 'owner' }),
      admin:
        /^Not refreshed since .*: the provider refuses it \(invalid_request\)Next try at .* Press Try again or Reconnect\.$/,
      editor:
        /^Not refreshed since .*: the provider refuses itNext try at .* Press Try again or Reconnect\.$/,
      table: /^Not refreshed since .* Its owner must reconnect it\.$/,
    },
    {
      name: 'that is refused for a reason nobody knows yet',
      connection: failing({ ...REFUSED, blame: 'unknown' }, { turn: 'owner' }),
      ...all(/^Not refreshed since .*: the provider refuses it/),
    },
    {
      name: 'whose app the provider refuses',
      connection: failing(
        { ...APP_REFUSED, message: 'Compare the client secret. (invalid_client)' },
        { turn: 'admin' }
      ),
      app: NEEDS_REPAIR,
      admin:
        /^Not refreshed since .*: this app needs repairCompare the client secret\. \(invalid_client\) Next try/,
      editor:
        /^Not refreshed since .*: this app needs repairNext try at [^(]* An administrator must repair it\.$/,
      table:
        /^Not refreshed since .*: this app needs repair \(invalid_client\).* The app's page says what to repair\.$/,
    },
  ],
  expired: [
    {
      name: 'that has expired and can be renewed',
      connection: withState({ name: 'expired', isTokenValid: false }),
      ...all(
        /^The access expired at .*It is refreshed when it is next needed\. The account is jane@example\.com\.$/
      ),
    },
    {
      name: 'that has expired and lacks scopes',
      connection: withState({ name: 'expired', isTokenValid: false, scopesRefused: ['mail.send'] }),
      ...all(/It is refreshed .* Not granted: mail\.send\. Press Reconnect\.$/),
      table: /Not granted: mail\.send\. Its owner must reconnect it\.$/,
    },
    {
      name: 'that has expired and cannot be renewed',
      connection: withState({ name: 'expired', isTokenValid: false, turn: 'owner' }),
      ...all(/issued no refresh token\. .* Press Reconnect\.$/),
      table: /issued no refresh token\. .* Its owner must reconnect it\.$/,
    },
  ],
  needs_reconnect: [
    {
      name: 'that the provider has ended',
      connection: withState(
        { name: 'needs_reconnect', turn: 'owner', isTokenValid: false, canTryAgain: false },
        { status: 'needs_reconnect', statusReason: 'invalid_grant' }
      ),
      ...all(
        /^jane@example\.com needs reconnectThe provider no longer accepts .* Since .*\. Press/
      ),
      table: /Its owner must reconnect it\.$/,
    },
    {
      name: 'that the provider keeps refusing',
      connection: withState(
        { name: 'needs_reconnect', turn: 'owner', isTokenValid: false, nextAttemptAt: NEXT },
        { status: 'needs_reconnect', statusReason: 'refused' }
      ),
      ...all(
        /keeps refusing to refresh it\. Since .* Next try at .* Press Try again or Reconnect\.$/
      ),
      table: /keeps refusing to refresh it\. .* Its owner must reconnect it\.$/,
    },
  ],
};

const pageOfConnections = (data: ConnectionSummary[]) => ({
  data,
  meta: { pagination: { page: 1, pageSize: 20, pageCount: 1, total: data.length } },
});

describe.each(Object.entries(CASES))('U06 a connection, %s', (name, cases) => {
  describe.each(cases)('$name', ({ connection, app = appState(), admin, editor, table }) => {
    const hasGreen = () => document.body.innerHTML.includes('Connected as');
    const isHealthy = name === 'connected' || name === 'limited';

    it('is shown to its owner in the list, an admin', async () => {
      const row = await showList(anApp({ state: app, myConnection: connection }), ADMIN);
      expectLine(row, admin);
      expect(hasGreen()).toBe(isHealthy);
    });

    it('is shown to its owner in the list, an editor', async () => {
      const row = await showList(anApp({ state: app, myConnection: connection }), EDITOR);
      expectLine(row, editor);
      expect(hasGreen()).toBe(isHealthy);
    });

    it("is shown on the app's page, in the same words", async () => {
      const details = appDetails({ state: app, myConnection: connection });
      route('get', '/apps/demo-mail', () => ({ data: details }));
      renderPage('/apps/demo-mail');
      await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
      expectLine(document.body, admin);
      expect(hasGreen()).toBe(isHealthy);
    });

    it('is shown in the table of all connections, in the same words', async () => {
      listsApps([anApp()]);
      route('get', '/connections', () => pageOfConnections([connection]));
      renderPage('/connections');
      const row = (await screen.findByText('Jane Doe')).closest('tr');
      expect(row).not.toBeNull();
      if (row) expectLine(row, table);
      expect(hasGreen()).toBe(isHealthy);
    });
  });
});

describe('the actions of its owner', () => {
  const buttons = async (connection: ConnectionSummary) => {
    const row = within(await showList(anApp({ myConnection: connection }), EDITOR));
    return {
      again: row.queryByRole('button', { name: 'Try again to refresh Demo Mail' }) !== null,
      reconnect: row.queryByRole('button', { name: 'Reconnect Demo Mail' }) !== null,
    };
  };

  it.each<[string, ConnectionSummary, { again: boolean; reconnect: boolean }]>([
    ['works', withState({}), { again: false, reconnect: false }],
    [
      'lacks scopes',
      withState({ name: 'limited', turn: 'owner', scopesRefused: ['mail.send'] }),
      { again: false, reconnect: true },
    ],
    [
      'has expired and lacks scopes',
      withState({ name: 'expired', isTokenValid: false, scopesNotAsked: ['mail.send'] }),
      { again: false, reconnect: true },
    ],
    ['waits for its provider', failing({}), { again: true, reconnect: false }],
    [
      'is refused for the first time',
      failing(REFUSED, { turn: 'owner' }),
      { again: true, reconnect: true },
    ],
    [
      'has been given up',
      withState({ name: 'needs_reconnect', turn: 'owner' }, { status: 'needs_reconnect' }),
      { again: true, reconnect: true },
    ],
    [
      'has ended at the provider',
      withState({ name: 'needs_reconnect', turn: 'owner', canTryAgain: false }),
      { again: false, reconnect: true },
    ],
  ])('U06 match a connection that %s', async (_case, connection, expected) => {
    expect(await buttons(connection)).toEqual(expected);
  });

  it('U06 Try again asks the provider again and shows the result', async () => {
    listsApps([anApp({ myConnection: failing(REFUSED, { turn: 'owner' }) })]);
    const asked = route('post', '/connections/connection-1/refresh', () =>
      problem(502, 'The provider refuses it still.', { code: 'provider_rejected' })
    );
    const { user } = renderPage('', { can: EDITOR });
    const button = () => screen.findByRole('button', { name: 'Try again to refresh Demo Mail' });

    await user.click(await button());
    expect(await screen.findByText('The provider refuses it still.')).toBeVisible();

    route('post', '/connections/connection-1/refresh', () => ({ data: aConnection() }));
    listsApps([anApp({ myConnection: aConnection() })]);
    await user.click(await button());
    expect(await screen.findByText('Demo Mail refreshed.')).toBeVisible();
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(asked).toHaveLength(1);
  });

  it('U06 offer nothing that the state does not allow, not even in the menu', async () => {
    listsApps([anApp({ state: appState({ name: 'disabled', turn: 'admin' }) })]);
    renderPage('', { can: EDITOR });
    const row = within(await rowOf('Demo Mail'));
    expect(row.getByRole('button', { name: 'Connect to Demo Mail' })).toBeDisabled();
    expect(row.queryByRole('button', { name: /More actions/ })).not.toBeInTheDocument();
  });
});
