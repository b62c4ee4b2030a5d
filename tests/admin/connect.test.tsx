import { act, screen, waitFor, within } from '@testing-library/react';

import { announce } from '../../admin/src/utils/connectionChannel';
import { CONSENT, fakeTab, opens } from '../support/admin/consent-tab';
import { aConnection, anApp } from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage, rowOf, type ActionName } from '../support/admin/render';
import { listsApps, problem, route } from '../support/admin/server';

const startsConnect = () =>
  route('post', '/apps/demo-mail/connect', () => ({
    data: { kind: 'redirect', authorizationUrl: CONSENT },
  }));

const pressConnect = async (can: ActionName[] = EDITOR) => {
  const { user } = renderPage('', { can });
  await user.click(await screen.findByRole('button', { name: 'Connect to Demo Mail' }));
  return user;
};

beforeEach(() => listsApps([anApp()]));
afterEach(() => jest.restoreAllMocks());

describe('the Connect button', () => {
  it('opens a tab at once, and sends it to the consent page without a way back', async () => {
    const tab = fakeTab();
    const open = opens(tab);
    let wasOpenBeforeResponse = false;
    const started = route('post', '/apps/demo-mail/connect', () => {
      wasOpenBeforeResponse = open.mock.calls.length === 1;
      return { data: { kind: 'redirect', authorizationUrl: CONSENT } };
    });
    await pressConnect();

    await waitFor(() => expect(tab.location.href).toBe(CONSENT));
    expect(wasOpenBeforeResponse).toBe(true);
    expect(open).toHaveBeenCalledWith('', '_blank');
    expect(tab.opener).toBeNull();
    expect(started[0]?.body).toEqual({ owner: 'me', returnTo: '/plugins/connected-apps' });
    expect(await screen.findByText('Waiting for consent in the other tab…')).toBeVisible();
  });

  it('shows the connection without a reload once the other tab has finished', async () => {
    opens(fakeTab());
    startsConnect();
    await pressConnect();
    await screen.findByText('Waiting for consent in the other tab…');

    listsApps([anApp({ myConnection: aConnection() })]);
    act(() => announce({ appKey: 'demo-mail', outcome: 'connected' }));

    const row = within(await rowOf('Demo Mail'));
    expect(await row.findByText('Connected as jane@example.com')).toBeVisible();
    expect(await screen.findByText('Demo Mail is connected.')).toBeVisible();
    expect(screen.queryByText(/Waiting for consent/)).not.toBeInTheDocument();
  });

  it('learns the result from the other tab without BroadcastChannel', async () => {
    const original = globalThis.BroadcastChannel;
    Reflect.deleteProperty(globalThis, 'BroadcastChannel');
    try {
      opens(fakeTab());
      startsConnect();
      await pressConnect();
      await screen.findByText('Waiting for consent in the other tab…');

      listsApps([anApp({ myConnection: aConnection() })]);
      const newValue = JSON.stringify({ appKey: 'demo-mail', outcome: 'connected' });
      act(() => {
        window.dispatchEvent(new StorageEvent('storage', { key: 'connected-apps', newValue }));
      });
      expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    } finally {
      globalThis.BroadcastChannel = original;
    }
  });

  it('says why the other tab failed, and offers another try', async () => {
    const tab = fakeTab();
    const open = opens(tab);
    startsConnect();
    const user = await pressConnect();
    await screen.findByText('Waiting for consent in the other tab…');

    act(() => announce({ appKey: 'demo-mail', outcome: 'failed', code: 'access_denied' }));
    expect(await screen.findByText('You did not give consent')).toBeVisible();

    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(open).toHaveBeenCalledTimes(2));
  });

  it('leaves other apps alone when one has news', async () => {
    opens(fakeTab());
    startsConnect();
    await pressConnect();
    await screen.findByText('Waiting for consent in the other tab…');

    act(() => announce({ appKey: 'another', outcome: 'failed', code: 'access_denied' }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.getByText('Waiting for consent in the other tab…')).toBeVisible();
  });

  it('notices that the tab is closed, and still accepts a late response', async () => {
    const tab = fakeTab();
    opens(tab);
    startsConnect();
    await pressConnect();
    await screen.findByText('Waiting for consent in the other tab…');

    tab.closed = true;
    expect(await screen.findByText('The tab of Demo Mail seems to be closed.')).toBeVisible();

    listsApps([anApp({ myConnection: aConnection() })]);
    act(() => announce({ appKey: 'demo-mail', outcome: 'connected' }));
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(screen.queryByText(/seems to be closed/)).not.toBeInTheDocument();
  });

  it("closes the tab and shows the server's message if it refuses", async () => {
    const tab = fakeTab();
    opens(tab);
    route('post', '/apps/demo-mail/connect', () =>
      problem(503, 'The provider does not respond.', { code: 'provider_unavailable' })
    );
    await pressConnect();

    expect(await screen.findByText('The provider does not respond.')).toBeVisible();
    expect(tab.close).toHaveBeenCalled();
    expect(screen.queryByText(/Waiting for consent/)).not.toBeInTheDocument();
  });

  it('opens only web addresses', async () => {
    const tab = fakeTab();
    opens(tab);
    route('post', '/apps/demo-mail/connect', () => ({
      data: { kind: 'redirect', authorizationUrl: 'javascript:alert(1)' },
    }));
    await pressConnect();

    expect(await screen.findByText(/is not a web address/)).toBeVisible();
    expect(tab.location.href).toBe('about:blank');
    expect(tab.close).toHaveBeenCalled();
  });

  it('leaves a link if the browser blocks the tab', async () => {
    opens(null);
    startsConnect();
    const user = await pressConnect();

    const link = await screen.findByRole('link', { name: 'Open the consent page of Demo Mail' });
    expect(link).toHaveAttribute('href', CONSENT);
    expect(link).toHaveAttribute('target', '_blank');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');

    link.addEventListener('click', (event) => event.preventDefault());
    await user.click(link);
    expect(await screen.findByText('Waiting for consent in the other tab…')).toBeVisible();
  });

  it('connects for everyone only if the user may do so and asks for it', async () => {
    opens(fakeTab());
    const started = startsConnect();
    const { user } = renderPage('', { can: ADMIN });

    await user.click(await screen.findByRole('button', { name: 'More actions for Demo Mail' }));
    await user.click(await screen.findByRole('menuitem', { name: /for everyone/ }));
    await waitFor(() => expect(started).toHaveLength(1));
    expect(started[0]?.body).toMatchObject({ owner: 'shared' });
  });
});

describe('the Connect button of an app whose grant needs no person', () => {
  const UNATTENDED = { grantType: 'client_credentials', authorizationEndpoint: null } as const;

  beforeEach(() => listsApps([anApp(UNATTENDED)]));

  it('opens no tab, says that the app is connected, and shows the connection', async () => {
    const open = opens(fakeTab());
    const connection = aConnection({ accountLabel: null });
    const started = route('post', '/apps/demo-mail/connect', () => {
      listsApps([anApp({ ...UNATTENDED, myConnection: connection })]);
      return { data: { kind: 'connected', connection } };
    });
    await pressConnect();

    expect(await screen.findByText('Demo Mail is connected.')).toBeVisible();
    expect(await within(await rowOf('Demo Mail')).findByText('Connected')).toBeVisible();
    expect(open).not.toHaveBeenCalled();
    expect(started).toHaveLength(1);
    expect(screen.queryByText(/Waiting for consent/)).not.toBeInTheDocument();
  });

  it('says why the provider refused', async () => {
    opens(fakeTab());
    route('post', '/apps/demo-mail/connect', () => {
      return problem(422, 'The provider refused the request. (invalid_scope)', {
        code: 'provider_rejected',
      });
    });
    await pressConnect();

    expect(await screen.findByText(/invalid_scope/)).toBeVisible();
  });
});
