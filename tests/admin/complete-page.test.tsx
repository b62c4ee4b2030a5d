import { screen, waitFor } from '@testing-library/react';

import type { CallbackErrorCode, Complete, Connected } from '../../server/src/contracts';
import { captureArrival, forgetArrival } from '../../admin/src/utils/arrival';
import { subscribe, type ConnectionNews } from '../../admin/src/utils/connectionChannel';
import { rememberAttempt } from '../../admin/src/utils/lastAttempt';
import { aConnection } from '../support/admin/fixtures';
import { ADMIN, EDITOR, renderPage } from '../support/admin/render';
import { noResponse, problem, route } from '../support/admin/server';

const PAGE = '/admin/plugins/connected-apps/complete';

let tickets = 0;

/** The browser arrives from the callback. */
const arriveWith = (fragment: string) => {
  window.history.replaceState(null, '', `${PAGE}${fragment}`);
};

const arriveWithTicket = () => {
  tickets += 1;
  const ticket = `ticket-${tickets}`;
  arriveWith(`#ticket=${ticket}`);
  return ticket;
};

const completed = (changes: Partial<Connected> = {}): Complete.Response => ({
  data: {
    ...aConnection(),
    appName: 'Demo Mail',
    returnTo: '/plugins/connected-apps/apps/demo-mail',
    missingScopes: [],
    ...changes,
  },
});

const completes = (changes?: Partial<Connected>) =>
  route('post', '/complete', () => completed(changes));

/** What other tabs hear. */
const listen = () => {
  const heard: ConnectionNews[] = [];
  const stop = subscribe((news) => heard.push(news));
  stops.push(stop);
  return heard;
};

const stops: (() => void)[] = [];

afterEach(() => {
  stops.splice(0).forEach((stop) => stop());
  forgetArrival();
  window.history.replaceState(null, '', '/');
  jest.restoreAllMocks();
});

describe('the completion page', () => {
  it('posts the ticket once, and names the connected account', async () => {
    const ticket = arriveWithTicket();
    const posts = completes();
    const heard = listen();
    renderPage('/complete', { can: EDITOR });

    expect(
      await screen.findByRole('heading', { name: 'Connected as jane@example.com' })
    ).toHaveFocus();
    expect(posts.map(({ body }) => body)).toEqual([{ ticket }]);
    expect(screen.getByRole('link', { name: 'Back' })).toHaveAttribute(
      'href',
      '/plugins/connected-apps/apps/demo-mail'
    );
    await waitFor(() => expect(heard).toEqual([{ appKey: 'demo-mail', outcome: 'connected' }]));
  });

  it('removes the ticket from the address before sending it', async () => {
    arriveWithTicket();
    let hashWhenPosted: string | undefined;
    route('post', '/complete', () => {
      hashWhenPosted = window.location.hash;
      return completed();
    });
    renderPage('/complete', { can: EDITOR });

    await screen.findByRole('heading', { name: /Connected as/ });
    expect(hashWhenPosted).toBe('');
    expect(window.location.pathname).toBe(PAGE);
  });

  it('posts the ticket once even if React mounts everything twice', async () => {
    arriveWithTicket();
    const posts = completes();
    renderPage('/complete', { can: EDITOR, isStrict: true });

    await screen.findByRole('heading', { name: /Connected as/ });
    expect(posts).toHaveLength(1);
  });

  it('keeps the ticket across the login page, but not in the address', async () => {
    const ticket = arriveWithTicket();
    captureArrival();
    expect(window.location.hash).toBe('');
    window.history.replaceState(null, '', '/admin/auth/login');
    window.history.replaceState(null, '', PAGE);

    const posts = completes();
    renderPage('/complete', { can: EDITOR });
    await screen.findByRole('heading', { name: /Connected as/ });
    expect(posts[0]?.body).toEqual({ ticket });
  });

  it('leaves the fragments of other pages alone', () => {
    window.history.replaceState(null, '', '/admin/content-manager#ticket=other');
    captureArrival();
    expect(window.location.hash).toBe('#ticket=other');
  });

  it('warns about scopes that were not granted', async () => {
    arriveWithTicket();
    completes({ missingScopes: ['inbox:write', 'calendar'] });
    renderPage('/complete', { can: EDITOR });

    expect(await screen.findByText(/not granted: inbox:write, calendar/)).toBeVisible();
  });

  it('P10 says what the provider requires for a refresh token if it gave none', async () => {
    arriveWithTicket();
    completes({ hasRefreshToken: false, refreshTokenAdvice: 'Add prompt = consent to the app.' });
    renderPage('/complete', { can: EDITOR });

    expect(await screen.findByText('This connection ends when its access expires')).toBeVisible();
    expect(screen.getByText('Add prompt = consent to the app.')).toBeVisible();
  });

  it('says that a shared connection is for everyone', async () => {
    arriveWithTicket();
    completes({ owner: { kind: 'shared', id: 'shared', label: null } });
    renderPage('/complete', { can: ADMIN });

    expect(await screen.findByText(/for everyone who works here/)).toBeVisible();
  });

  it('never leads out of the panel', async () => {
    arriveWithTicket();
    completes({ returnTo: '//evil.example.com' });
    renderPage('/complete', { can: EDITOR });

    expect(await screen.findByRole('link', { name: /Back to the connected apps/ })).toHaveAttribute(
      'href',
      '/plugins/connected-apps'
    );
  });

  it('closes the tab, or asks the user to', async () => {
    arriveWithTicket();
    completes();
    const close = jest.spyOn(window, 'close').mockImplementation(() => {});
    const { user } = renderPage('/complete', { can: EDITOR });

    await user.click(await screen.findByRole('button', { name: 'Close this tab' }));
    expect(close).toHaveBeenCalled();
    expect(await screen.findByText(/You can close the tab now/)).toBeVisible();
  });

  it('U03 explains itself if it is opened without a response, and claims nothing', async () => {
    window.history.replaceState(null, '', PAGE);
    renderPage('/complete', { can: EDITOR });
    expect(await screen.findByRole('heading', { name: 'Nothing to finish here' })).toBeVisible();
    expect(
      screen.getByText(/to check whether you are connected\. If not, press Connect there/)
    ).toBeVisible();
    expect(screen.queryByText(/Nothing was connected/)).not.toBeInTheDocument();
  });

  const callbackErrors: [CallbackErrorCode, string][] = [
    ['access_denied', 'You did not give consent'],
    ['login_required', 'The provider wants you to sign in'],
    ['interaction_required', 'The provider wants to ask you something'],
    ['account_selection_required', 'The provider wants you to choose an account'],
    ['consent_required', 'The provider wants your consent'],
    ['flow_invalid', 'This response belongs to no request'],
    ['flow_expired', 'That took too long'],
    ['app_not_found', 'This app no longer exists'],
    ['app_disabled', 'This app is switched off'],
    ['provider_rejected', 'The provider refused the app'],
    ['provider_unavailable', 'The provider does not respond'],
    ['key_unavailable', 'Strapi cannot store the connection'],
  ];

  it.each(callbackErrors)('P05 explains the error %s', async (code, title) => {
    arriveWith(`#error=${code}&app=demo-mail`);
    const heard = listen();
    renderPage('/complete', { can: EDITOR });

    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
    expect(window.location.hash).toBe('');
    await waitFor(() =>
      expect(heard).toContainEqual({ appKey: 'demo-mail', outcome: 'failed', code })
    );
  });

  it('explains an error that it does not know', async () => {
    arriveWith('#error=surprise');
    renderPage('/complete', { can: EDITOR });
    expect(await screen.findByRole('heading', { name: 'Something went wrong' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
  });

  it('asks the user to wait after too many attempts', async () => {
    arriveWithTicket();
    route('post', '/complete', () => problem(429, 'Try again in 2 s.'));
    renderPage('/complete', { can: EDITOR });
    expect(await screen.findByRole('heading', { name: 'Too many attempts' })).toBeVisible();
    expect(screen.getByText(/Try again in 2 s\./)).toBeVisible();
  });

  it('tells an administrator more than an editor', async () => {
    arriveWith('#error=provider_rejected&app=demo-mail');
    const editor = renderPage('/complete', { can: EDITOR });
    expect(await screen.findByText(/Ask an administrator/)).toBeVisible();
    expect(screen.queryByRole('link', { name: 'Configure' })).not.toBeInTheDocument();
    editor.unmount();

    renderPage('/complete', { can: ADMIN });
    expect(await screen.findByText(/Check the client ID, the client secret/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Configure' })).toHaveAttribute(
      'href',
      '/plugins/connected-apps/apps/demo-mail'
    );
  });

  it('starts over for the same app', async () => {
    arriveWith('#error=access_denied&app=demo-mail');
    const started = route('post', '/apps/demo-mail/connect', () =>
      problem(503, 'Not now.', { code: 'provider_unavailable' })
    );
    const { user } = renderPage('/complete', { can: EDITOR });

    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('Not now.')).toBeVisible();
    expect(started.map(({ body }) => body)).toEqual([
      { owner: 'me', returnTo: '/plugins/connected-apps' },
    ]);
    expect(screen.getByRole('button', { name: 'Try again' })).toBeEnabled();
  });

  it('starts over for everyone if the flow was for everyone', async () => {
    arriveWith('#error=access_denied&app=demo-mail');
    const returnTo = '/plugins/connected-apps/apps/demo-mail';
    rememberAttempt({ appKey: 'demo-mail', owner: 'shared', returnTo });
    const started = route('post', '/apps/demo-mail/connect', () => problem(503, 'Not now.'));
    const { user } = renderPage('/complete', { can: ADMIN });

    await user.click(await screen.findByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(started[0]?.body).toEqual({ owner: 'shared', returnTo }));
  });

  it.each([
    [409, 'flow_invalid' as const, 'This response belongs to no request'],
    [403, 'owner_not_allowed' as const, 'This belongs to somebody else'],
    [502, 'provider_rejected' as const, 'The provider refused the app'],
  ])('explains status %i with %s from the exchange', async (status, code, title) => {
    arriveWithTicket();
    const posts = route('post', '/complete', () =>
      problem(status, 'In the words of the server.', {
        code,
        reason: 'fine_reason',
        app: 'demo-mail',
      })
    );
    const heard = listen();
    renderPage('/complete', { can: EDITOR });

    expect(await screen.findByRole('heading', { name: title })).toBeVisible();
    expect(screen.getByText(/In the words of the server\. \(fine_reason\)/)).toBeVisible();
    expect(posts).toHaveLength(1);
    await waitFor(() => expect(heard).toEqual([{ appKey: 'demo-mail', outcome: 'failed', code }]));
  });

  it('explains a missing permission without one of our codes', async () => {
    arriveWithTicket();
    route('post', '/complete', () => problem(403, 'Forbidden'));
    renderPage('/complete', { can: EDITOR });
    expect(
      await screen.findByRole('heading', { name: 'Your role does not allow you to connect' })
    ).toBeVisible();
  });

  it('does not claim to know how the flow ended if Strapi does not respond', async () => {
    arriveWithTicket();
    route('post', '/complete', noResponse);
    renderPage('/complete', { can: EDITOR });
    expect(await screen.findByRole('heading', { name: 'Strapi does not respond' })).toBeVisible();
    expect(screen.getByText(/not known whether the app is connected/)).toBeVisible();
  });

  it('refuses a user who may not connect', async () => {
    arriveWithTicket();
    const posts = completes();
    renderPage('/complete', { can: ['readApps'] });
    expect(await screen.findByText(/don't have the permissions/)).toBeVisible();
    expect(posts).toHaveLength(0);
  });
});
