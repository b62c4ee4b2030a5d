import { screen, waitFor } from '@testing-library/react';

import type { Complete, Confirmation } from '../../server/src/contracts';
import { forgetArrival } from '../../admin/src/utils/arrival';
import { aConnection } from '../support/admin/fixtures';
import { EDITOR, renderPage } from '../support/admin/render';
import { problem, route } from '../support/admin/server';

const PAGE = '/admin/plugins/connected-apps/complete';

let flows = 0;

afterEach(() => {
  forgetArrival();
  window.history.replaceState(null, '', '/');
});

const arrive = () => {
  flows += 1;
  const ticket = `confirm-${flows}`;
  window.history.replaceState(null, '', `${PAGE}#ticket=${ticket}&flow=flow-${flows}`);
  return ticket;
};

const question: Confirmation = {
  state: 'confirm',
  appKey: 'demo-mail',
  appName: 'Demo Mail',
  owner: { kind: 'shared', id: 'shared', label: null },
  current: { accountLabel: 'office@example.com', values: {} },
  proposed: { accountLabel: 'mallory@example.com', values: {} },
  isOtherAccount: true,
  isSameAccount: false,
};

const connected = {
  ...aConnection(),
  appName: 'Demo Mail',
  returnTo: null,
  missingScopes: [],
};

/** Answers the posts one after the other. */
const server = (...answers: Complete.Response['data'][]) => {
  let next = 0;
  return route('post', '/complete', () => {
    const data = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return { data };
  });
};

const open = () => renderPage('/complete', { can: EDITOR });
const title = (name: string | RegExp) => screen.findByRole('heading', { level: 1, name });
const REPLACE = 'Replace the account that is connected to Demo Mail?';

describe('S06 the question of the completion page', () => {
  it('shows the connected account and the one that would replace it, and takes the focus', async () => {
    const ticket = arrive();
    const posts = server(question);
    open();
    expect(await title(REPLACE)).toHaveFocus();
    expect(screen.getByText('office@example.com')).toBeVisible();
    expect(screen.getByText('mallory@example.com')).toBeVisible();
    expect(screen.getByText(/Everyone who works here will use Demo Mail/)).toBeVisible();
    expect(posts.map(({ body }) => body)).toEqual([{ ticket }]);
  });

  it('connects only after a confirmation, by keyboard too', async () => {
    const ticket = arrive();
    const posts = server(question, connected);
    const { user } = open();
    await title(REPLACE);
    await user.tab();
    expect(screen.getByRole('button', { name: 'Connect this account' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(await title('Connected as jane@example.com')).toBeVisible();
    expect(posts.map(({ body }) => body)).toEqual([{ ticket }, { ticket, confirm: true }]);
  });

  it('cancels, and says that nothing has changed, even after a reload', async () => {
    const ticket = arrive();
    const posts = server(question, { state: 'cancelled', appKey: 'demo-mail' });
    const { user, unmount } = open();
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    expect(await title('Nothing has changed')).toHaveFocus();
    expect(posts[1]?.body).toEqual({ ticket, confirm: false });
    unmount();
    open();
    expect(await title('Nothing to finish here')).toBeVisible();
    expect(posts).toHaveLength(2);
  });

  it('is shown again after a reload, and answers nothing by itself', async () => {
    const ticket = arrive();
    const posts = server(question);
    const { unmount } = open();
    await title(REPLACE);
    unmount();
    open();
    expect(await title(REPLACE)).toBeVisible();
    expect(posts.map(({ body }) => body)).toEqual([{ ticket }, { ticket }]);
  });

  it('warns about two accounts with the same name', async () => {
    arrive();
    server({ ...question, proposed: question.current ?? { accountLabel: null, values: {} } });
    open();
    expect(await screen.findByText(/these are two accounts, though both/)).toBeVisible();
  });

  it('says so if nothing is connected yet, and if the provider names nobody', async () => {
    arrive();
    server({
      ...question,
      current: null,
      proposed: { accountLabel: null, values: {} },
      isOtherAccount: false,
    });
    open();
    expect(await title('Connect this account to Demo Mail?')).toBeVisible();
    expect(screen.getByText('No account')).toBeVisible();
    expect(screen.getByText('An account that the provider does not name')).toBeVisible();
  });

  it('explains a response that comes too late', async () => {
    arrive();
    let isAsked = false;
    route('post', '/complete', () => {
      if (isAsked) return problem(410, 'This took too long.', { code: 'flow_expired' });
      isAsked = true;
      return { data: question };
    });
    const { user } = open();
    await user.click(await screen.findByRole('button', { name: 'Connect this account' }));
    await waitFor(async () => expect(await title('That took too long')).toBeVisible());
  });
});
