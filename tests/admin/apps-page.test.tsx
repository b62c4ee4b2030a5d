import { screen, waitFor, within } from '@testing-library/react';

import { aConnection, anApp, HEALTHY } from '../support/admin-fixtures';
import { ADMIN, EDITOR, renderPage, rowOf } from '../support/admin-render';
import { listsApps, problem, route } from '../support/admin-server';

describe('the list of connected apps', () => {
  it('shows each app with the state of my own connection', async () => {
    listsApps([anApp(), anApp({ key: 'calendar', name: 'Calendar', myConnection: aConnection() })]);
    renderPage('', { can: EDITOR });

    expect(within(await rowOf('Demo Mail')).getByText('Not connected')).toBeVisible();
    expect(
      within(await rowOf('Calendar')).getByText('Connected as jane@example.com')
    ).toBeVisible();
  });
});
