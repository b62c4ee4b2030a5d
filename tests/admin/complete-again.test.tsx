import { screen, waitFor } from '@testing-library/react';

import type { Connected, GetFlow } from '../../server/src/contracts';
import { captureArrival, forgetArrival, waitingPage } from '../../admin/src/utils/arrival';
import { subscribe, type ConnectionNews } from '../../admin/src/utils/connectionChannel';
import { resumeAfterSignIn } from '../../admin/src/utils/resumeAfterSignIn';
import { aConnection } from '../support/admin/fixtures';
import { EDITOR, renderPage } from '../support/admin/render';
import { noResponse, problem, route } from '../support/admin/server';

const PAGE = '/admin/plugins/connected-apps/complete';

let flows = 0;
let stop = () => {};

afterEach(() => {
  stop();
  forgetArrival();
  window.history.replaceState(null, '', '/');
});

const arrive = () => {
  flows += 1;
  const [ticket, flow] = [`again-${flows}`, `flow-${flows}`];
  window.history.replaceState(null, '', `${PAGE}#ticket=${ticket}&flow=${flow}`);
  return { ticket, flow };
};

const completed = (changes: Partial<Connected> = {}): Connected => ({
  ...aConnection(),
  appName: 'Demo Mail',
  returnTo: '/plugins/inbox',
  missingScopes: [],
  ...changes,
});

const completes = () => route('post', '/complete', () => ({ data: completed() }));

const knows = (flow: string, ...answers: GetFlow.Response['data'][]) => {
  let next = 0;
  return route('get', `/flows/${flow}`, () => {
    const data = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return { data };
  });
};

const CONNECTED: GetFlow.Response['data'] = { state: 'connected', connection: completed() };
const USED = () => problem(409, 'This flow has already ended.', { code: 'flow_invalid' });

const open = () => renderPage('/complete', { can: EDITOR });

const title = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });

const listen = () => {
  const heard: ConnectionNews[] = [];
  stop = subscribe((news) => heard.push(news));
  return heard;
};

describe('the completion page after a reload', () => {
  it('U03 says after a success what the server knows: the connected account', async () => {
    const { flow } = arrive();
    const posts = completes();
    const { unmount } = open();
    await title(/^Connected as/);
    unmount();

    const asked = knows(flow, CONNECTED);
    open();
    expect(await title('You are connected as jane@example.com')).toHaveFocus();
    expect(screen.getByText(/was completed before and still exists/)).toBeVisible();
    expect(screen.getByRole('link', { name: 'Back' })).toHaveAttribute('href', '/plugins/inbox');
    expect([posts.length, asked.length]).toEqual([1, 1]);
  });

  it('T07 keeps no ticket that was spent', async () => {
    const { ticket } = arrive();
    completes();
    open();
    await title(/Connected as/);
    expect(JSON.stringify({ ...sessionStorage })).not.toContain(ticket);
  });

  it.each<GetFlow.Response['data']>([
    { state: 'unknown' },
    { state: 'ended', appKey: 'demo-mail' },
  ])('U03 claims nothing if the server answers $state', async (answer) => {
    const { flow } = arrive();
    completes();
    const { unmount } = open();
    await title(/^Connected as/);
    unmount();

    knows(flow, answer);
    open();
    expect(await title('This attempt is over')).toBeVisible();
    expect(
      screen.getByText(/does not know whether you are connected.*press Connect there/)
    ).toBeVisible();
    expect(screen.queryByText(/Nothing was connected/)).not.toBeInTheDocument();
    const tryAgain = screen.queryByRole('button', { name: 'Try again' });
    expect(tryAgain !== null).toBe(answer.state === 'ended');
  });

  it('U03 waits for the end while the code is being spent, and informs the other tabs', async () => {
    const { flow } = arrive();
    route('post', '/complete', USED);
    const open_ = { state: 'open', appKey: 'demo-mail' } as const;
    const asked = knows(flow, open_, CONNECTED);
    const heard = listen();
    open();
    expect(await title('You are connected as jane@example.com')).toBeVisible();
    expect(asked).toHaveLength(2);
    await waitFor(() => expect(heard).toEqual([{ appKey: 'demo-mail', outcome: 'connected' }]));
  });

  it('U03 says so if the response created a connection earlier', async () => {
    window.history.replaceState(null, '', `${PAGE}#error=flow_invalid&app=demo-mail&flow=used`);
    knows('used', CONNECTED);
    open();
    expect(await title('You are connected as jane@example.com')).toBeVisible();
  });

  it('U03 shows the same failure again, but does not announce it again', async () => {
    window.history.replaceState(null, '', `${PAGE}#error=access_denied&app=demo-mail`);
    const heard = listen();
    const { unmount } = open();
    expect(await title('You did not give consent')).toBeVisible();
    await waitFor(() => expect(heard).toHaveLength(1));
    unmount();
    open();
    expect(await title('You did not give consent')).toBeVisible();
    expect(heard).toHaveLength(1);
  });

  it('U03 neither posts again after a failed exchange nor claims to have connected', async () => {
    arrive();
    const posts = route('post', '/complete', () =>
      problem(422, 'The provider refuses.', { code: 'provider_rejected', app: 'demo-mail' })
    );
    const { unmount } = open();
    expect(await title('The provider refused the app')).toBeVisible();
    unmount();
    open();
    expect(await title('The provider refused the app')).toBeVisible();
    expect(posts).toHaveLength(1);
  });
});

describe('a ticket without a decision', () => {
  it.each([
    ['nobody answered', noResponse],
    ['there were too many tries', () => problem(429, 'Try again in 2 s.')],
  ])('T07 is kept and stays valid after %s', async (_what, answer) => {
    const { ticket } = arrive();
    route('post', '/complete', answer);
    const heard = listen();
    const { unmount } = open();
    expect(await screen.findByRole('button', { name: 'Try to finish again' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
    unmount();

    const posts = completes();
    open();
    expect(await title(/Connected as/)).toBeVisible();
    expect(posts.map(({ body }) => body)).toEqual([{ ticket }]);
    await waitFor(() => expect(heard).toEqual([{ appKey: 'demo-mail', outcome: 'connected' }]));
  });
});

describe('a new sign-in', () => {
  const signIn = async (type = 'admin/login') => {
    const led: string[] = [];
    const next = jest.fn((action: unknown) => action);
    const api = { getState: () => ({}), dispatch: () => undefined };
    const middleware = resumeAfterSignIn((page) => led.push(page));
    middleware(api as never)(next as never)({ type });
    expect(next).toHaveBeenCalledWith({ type });
    jest.advanceTimersByTime(10_000);
    return led;
  };

  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const arriveAndLeave = async () => {
    arrive();
    captureArrival();
    window.history.replaceState(null, '', '/admin/auth/login');
  };

  it('T07 leads back to the completion page while its ticket waits', async () => {
    await arriveAndLeave();
    expect(await signIn()).toEqual([PAGE]);
  });

  it('T07 leads nowhere if Strapi has led back by itself', async () => {
    await arriveAndLeave();
    window.history.replaceState(null, '', PAGE);
    expect(await signIn()).toEqual([]);
  });

  it('T07 leads nowhere when no ticket waits, or on anything but a sign-in', async () => {
    expect(await signIn()).toEqual([]);
    await arriveAndLeave();
    expect(await signIn('admin/logout')).toEqual([]);
    forgetArrival();
    expect(await signIn()).toEqual([]);
  });

  it('T07 leads only to a page of this plugin, whatever the tab has stored', async () => {
    const arrival = { kind: 'ticket', ticket: 'x', flow: null };
    for (const page of [`https://evil.example.com${PAGE}`, `//evil${PAGE}`, '/admin/settings', 7]) {
      sessionStorage.setItem('connected-apps.arrival', JSON.stringify({ arrival, page }));
      expect(waitingPage()).toBeNull();
    }
    sessionStorage.setItem('connected-apps.arrival', '{"arrival":');
    expect(waitingPage()).toBeNull();
  });
});
