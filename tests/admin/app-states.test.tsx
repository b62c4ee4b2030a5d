import { screen, within } from '@testing-library/react';

import type { AppState } from '../../server/src/contracts';
import {
  aConnection,
  anApp,
  appDetails,
  appFault,
  appState,
  NEEDS_REPAIR,
} from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage, rowOf } from '../support/admin/render';
import { listsApps, route } from '../support/admin/server';
import { expectLine, failing, moment, NEXT, showList, SINCE } from '../support/admin/states';

const noticeOf = async (title: RegExp): Promise<HTMLElement> => {
  const notice = (await screen.findByText(title)).closest<HTMLElement>('[role="alert"]');
  if (!notice) throw new Error(`${String(title)} is in no notice`);
  return notice;
};

const OUTAGE = appState({
  name: 'provider_unavailable',
  since: SINCE,
  providerHost: 'mail.example.com',
  fault: appFault({
    code: 'provider_unavailable',
    reason: 'network',
    message: 'The provider could not be reached. (network)',
    nextAttemptAt: NEXT,
  }),
});

describe('the state of an app', () => {
  it.each<[string, AppState, RegExp, RegExp]>([
    [
      'whose provider does not respond',
      OUTAGE,
      /^No response from mail\.example\.com since .* \(network\)Next try at .*\.$/,
      /^No response from mail\.example\.com since [^(]*Next try at .*\.$/,
    ],
    [
      'that the provider refuses',
      NEEDS_REPAIR,
      /^Needs repair since Jan 1, 2026.*Enter the secret again\. \(invalid_client\)$/,
      /^Needs repair since .*Ask an administrator to repair it\.$/,
    ],
    [
      'that is switched off',
      appState({ name: 'disabled', turn: 'admin' }),
      /^Switched offNobody can connect/,
      /^Switched off.*Ask an administrator\.$/,
    ],
    [
      'that is not complete',
      appState({ name: 'incomplete', turn: 'admin' }),
      /^Not ready yetEnter its endpoints/,
      /^Not ready yet.*Ask an administrator\.$/,
    ],
  ])('U06 is the same in the list and on the page: one %s', async (_case, state, admin, editor) => {
    listsApps([anApp({ state })]);
    const list = renderPage('');
    expectLine(await rowOf('Demo Mail'), admin);
    list.unmount();

    route('get', '/apps/demo-mail', () => ({ data: appDetails({ state }) }));
    const page = renderPage('/apps/demo-mail');
    await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
    expectLine(document.body, admin);
    page.unmount();

    renderPage('', { can: EDITOR });
    expectLine(await rowOf('Demo Mail'), editor);
  });

  it('U06 is shown once if the connection says the same', async () => {
    const connection = failing({ reason: 'network' });
    const row = await showList(anApp({ state: OUTAGE, myConnection: connection }), ADMIN);
    expect(within(row).getAllByText(/No response from/)).toHaveLength(1);
  });

  const SECRET_REFUSED = appState({
    name: 'secret_refused',
    since: SINCE,
    turn: 'admin',
    fault: appFault({ reason: 'secret_refused' }),
  });
  const REFUSED_SECRET = new RegExp(
    `The provider has refused the new client secret since ${moment(SINCE)}; the former one still works`
  );

  it('U05 a refused new secret is shown above the list and the page, with a link to the app', async () => {
    listsApps([
      anApp({ key: 'other', name: 'Another App' }),
      anApp({ state: SECRET_REFUSED, myConnection: aConnection() }),
    ]);
    const list = renderPage('');
    const notice = await noticeOf(/^Demo Mail: The provider has refused/);
    expect(notice).toHaveTextContent(REFUSED_SECRET);
    expect(within(notice).getByRole('link', { name: 'Configure Demo Mail' })).toHaveAttribute(
      'href',
      '/plugins/connected-apps/apps/demo-mail'
    );
    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText(REFUSED_SECRET)).toBeVisible();
    expect(row.getByText('Connected as jane@example.com')).toBeVisible();
    list.unmount();

    route('get', '/apps/demo-mail', () => ({ data: appDetails({ state: SECRET_REFUSED }) }));
    renderPage('/apps/demo-mail');
    expect(await noticeOf(/^The provider has refused/)).toHaveTextContent(REFUSED_SECRET);
  });

  it('U05 a refused new secret is not shown to an editor, who cannot fix it', async () => {
    listsApps([anApp({ state: SECRET_REFUSED, myConnection: aConnection() })]);
    renderPage('', { can: EDITOR });
    const row = within(await rowOf('Demo Mail'));
    expect(row.getByText('Connected as jane@example.com')).toBeVisible();
    expect(screen.queryByText(REFUSED_SECRET)).not.toBeInTheDocument();
  });

  it.each([
    [1, '1 connection lacks scopes that this app requests'],
    [12, '12 connections lack scopes that this app requests'],
  ])('U04 says that %i lack scopes that the app now asks for', async (connections, title) => {
    const scopeGaps = { scopes: ['mail.send', 'calendar'], connections };
    route('get', '/apps/demo-mail', () => ({ data: appDetails({ scopeGaps }) }));
    renderPage('/apps/demo-mail');
    expect(await screen.findByText(title)).toBeVisible();
    expect(screen.getByText(/^Missing: mail\.send, calendar\./)).toBeVisible();
  });
});
