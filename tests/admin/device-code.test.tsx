import { screen, waitFor, within } from '@testing-library/react';

import type { Connected, DeviceFlow, PollFlow } from '../../server/src/contracts';
import { opens } from '../support/admin/consent-tab';
import { aConnection, anApp } from '../support/admin/fixtures';
import { EDITOR, renderPage } from '../support/admin/render';
import { listsApps, noResponse, problem, route } from '../support/admin/server';

const DEVICE: DeviceFlow = {
  kind: 'device',
  flow: '6f1c1f0e-3a55-4b1c-9a53-0d9e3d6b8f11',
  userCode: 'WDJB-MJHT',
  verificationUri: 'https://device.example.com/activate',
  verificationUriComplete: 'https://device.example.com/activate?user_code=WDJB-MJHT',
  expiresAt: new Date(Date.now() + 600_000).toISOString(),
  // So that no test waits.
  intervalSeconds: 0.05,
  appName: 'Demo Mail',
};

const CONNECTED: Connected = {
  ...aConnection(),
  appName: 'Demo Mail',
  returnTo: null,
  missingScopes: [],
};

const PENDING = { state: 'pending', retryAfterSeconds: 0.05, isProviderFailing: false } as const;

type Answer = PollFlow.Response['data'] | Response;

/** Responds to the polls in this order; the last one stays. */
const polls = (...answers: Answer[]) => {
  let next = 0;
  return route('post', `/flows/${DEVICE.flow}/poll`, () => {
    const answer = answers[Math.min(next, answers.length - 1)];
    next += 1;
    return answer instanceof Response ? answer : { data: answer };
  });
};

const cancels = () =>
  route('delete', `/flows/${DEVICE.flow}`, () => ({ data: { appKey: 'demo-mail' } }));

const pressConnect = async (device: DeviceFlow = DEVICE) => {
  const open = opens(null);
  route('post', '/apps/demo-mail/connect', () => ({ data: device }));
  const { user } = renderPage('', { can: EDITOR });
  await user.click(await screen.findByRole('button', { name: 'Connect to Demo Mail' }));
  return { user, open };
};

beforeEach(() => {
  listsApps([anApp({ grantType: 'device_code', authorizationEndpoint: null })]);
  cancels();
});
afterEach(() => jest.restoreAllMocks());

describe('a person who connects with a code', () => {
  it('sees the code, where to enter it, and that the panel waits; no tab opens', async () => {
    polls(PENDING);
    const { open } = await pressConnect();
    const dialog = within(await screen.findByRole('dialog', { name: 'Connect to Demo Mail' }));
    expect(dialog.getByText('WDJB-MJHT')).toBeVisible();
    expect(dialog.getByText(DEVICE.verificationUri)).toBeVisible();
    const link = dialog.getByRole('link', { name: 'Open the page of Demo Mail' });
    expect(link).toHaveAttribute('href', DEVICE.verificationUriComplete);
    expect(link).toHaveAttribute('rel', 'noopener noreferrer');
    expect(dialog.getByRole('status')).toHaveTextContent('Waiting for you to confirm…');
    expect(dialog.getByRole('timer')).toHaveTextContent(/valid for (10:00|9:\d\d) more/);
    expect(await dialog.findByRole('img', { name: /^QR code for https/ })).toBeVisible();
    expect(open).not.toHaveBeenCalled();
  });

  it('learns that they are connected', async () => {
    const asked = polls(PENDING, PENDING, CONNECTED);
    const { user } = await pressConnect();
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(asked).toHaveLength(3);
    await user.click(screen.getAllByRole('button', { name: 'Close' })[0] as HTMLElement);
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
  });

  it('is told about trouble, while the panel keeps trying', async () => {
    polls({ ...PENDING, isProviderFailing: true });
    await pressConnect();
    expect(await screen.findByText(/The provider has a problem at the moment/)).toBeVisible();
    polls(noResponse());
    expect(await screen.findByText(/Strapi cannot be reached at the moment/)).toBeVisible();
  });

  it.each([
    [{ state: 'denied', appKey: 'demo-mail' }, 'You did not give consent'],
    [{ state: 'expired', appKey: 'demo-mail' }, 'The code has expired'],
  ] as const)('may get a new code after %j', async (answer, title) => {
    const asked = polls(answer);
    const { user } = await pressConnect();
    expect(await screen.findByText(title)).toBeVisible();
    const started = route('post', '/apps/demo-mail/connect', () => ({
      data: { ...DEVICE, userCode: 'NEW-CODE', intervalSeconds: 60 },
    }));
    await user.click(screen.getByRole('button', { name: 'Get a new code' }));
    expect(await screen.findByText('NEW-CODE')).toBeVisible();
    expect([asked.length, started.length]).toEqual([1, 1]);
  });

  it('reads why the server ended the flow', async () => {
    polls(problem(422, 'The scope is unknown.', { code: 'provider_rejected' }));
    await pressConnect();
    expect(await screen.findByText(/The scope is unknown/)).toBeVisible();
  });

  it('ends the flow with Cancel', async () => {
    polls(PENDING);
    const ended = cancels();
    const { user } = await pressConnect();
    await user.click(await screen.findByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(ended).toHaveLength(1));
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });

  it('confirms another account than the connected one', async () => {
    const account = (accountLabel: string) => ({ accountLabel, values: {} });
    const asked = polls(
      {
        state: 'confirm',
        appKey: 'demo-mail',
        appName: 'Demo Mail',
        owner: { kind: 'admin', id: 'jane', label: 'Jane' },
        current: account('jane@example.com'),
        proposed: account('john@example.com'),
        isOtherAccount: true,
        isSameAccount: false,
      },
      CONNECTED
    );
    const { user } = await pressConnect();
    await user.click(await screen.findByRole('button', { name: 'Connect this account' }));
    expect(await screen.findByText('Connected as jane@example.com')).toBeVisible();
    expect(asked.map(({ body }) => body)).toEqual([{}, { confirm: true }]);
  });

  it('is shown no address that is none of the web', async () => {
    await pressConnect({ ...DEVICE, verificationUri: 'javascript:alert(1)' });
    expect(await screen.findByText(/gave no web address/)).toBeInTheDocument();
    expect(screen.queryByRole('dialog')).not.toBeInTheDocument();
  });
});
