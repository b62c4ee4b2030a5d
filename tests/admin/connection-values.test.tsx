import { screen, within } from '@testing-library/react';

import type { ConnectionSummary } from '../../server/src/contracts';
import { present } from '../support/elements';
import { aConnection, anApp, lostConnection } from '../support/admin/fixtures';
import { EDITOR, renderPage, rowOf } from '../support/admin/render';
import { listsApps, route } from '../support/admin/server';
import { expectLine } from '../support/admin/states';

const VALUES = { shop: 'acme', tenant_id: '42' };

const listsConnections = (data: ConnectionSummary[]) =>
  route('get', '/connections', () => ({
    data,
    meta: { pagination: { page: 1, pageSize: 20, pageCount: 1, total: data.length } },
  }));

afterEach(() => jest.restoreAllMocks());

describe('the values of a connection', () => {
  it('are shown in the list of apps, each in a line', async () => {
    listsApps([anApp({ myConnection: aConnection({ values: VALUES }) })]);
    renderPage('', { can: EDITOR });
    expectLine(await rowOf('Demo Mail'), /^shop: acme tenant_id: 42$/);
  });

  it('are shown in the list of all connections', async () => {
    listsApps([anApp()]);
    listsConnections([aConnection({ values: VALUES })]);
    renderPage('/connections');
    const row = (await screen.findByText('Jane Doe')).closest('tr');
    expect(within(present(row)).getByText(/shop: acme\s+tenant_id: 42/)).toBeVisible();
  });

  it('are shown on the cards of a narrow window', async () => {
    jest
      .spyOn(window, 'matchMedia')
      .mockImplementation(
        (media) =>
          ({ matches: false, media, addEventListener() {}, removeEventListener() {} }) as never
      );
    listsApps([anApp()]);
    listsConnections([aConnection({ values: VALUES })]);
    renderPage('/connections');
    const list = await screen.findByRole('list', { name: 'All connections' });
    expect(within(list).getByText(/shop: acme\s+tenant_id: 42/)).toBeVisible();
  });

  it('are shown among my own connections, before what is wrong', async () => {
    route('get', '/connections/mine', () => ({
      data: [lostConnection('invalid_grant', { values: { shop: 'acme' } })],
    }));
    renderPage('/mine', { can: [] });
    const title = await screen.findByText('jane@example.com needs reconnect');
    expectLine(present(title.closest('li')), /^shop: acme The provider no longer accepts/);
  });

  it('are not mentioned if there are none', async () => {
    listsApps([anApp({ myConnection: aConnection() })]);
    renderPage('', { can: EDITOR });
    const row = await rowOf('Demo Mail');
    expect(within(row).getByText('Connected as jane@example.com')).toBeVisible();
    expect(row).not.toHaveTextContent(/shop:/);
  });
});
