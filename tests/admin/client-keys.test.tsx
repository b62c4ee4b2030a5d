import { screen } from '@testing-library/react';

import type { AppKeys } from '../../server/src/contracts';
import { appDetails, discovered } from '../support/admin/fixtures';
import { ADMIN, renderPage, type ActionName } from '../support/admin/render';
import { problem, route } from '../support/admin/server';

const KEYS: AppKeys = {
  jwksUrl: 'https://cms.example.com/api/connected-apps/jwks/demo-mail/set-1',
  publicJwk: '{"kty":"EC"}',
  publicPem: '-----BEGIN PUBLIC KEY-----\n',
  signsFrom: null,
  formerUntil: null,
};

const readsApp = (keys: AppKeys | null = KEYS) =>
  route('get', '/apps/demo-mail', () => ({
    data: appDetails({ clientAuthMethod: 'private_key_jwt', hasClientSecret: false, keys }),
  }));

const openEdit = async (can: ActionName[] = ADMIN) => {
  const { user } = renderPage('/apps/demo-mail', { can });
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  return user;
};

const rotateButton = () => screen.getByRole('button', { name: 'Rotate key' });

const choose = async (
  user: Awaited<ReturnType<typeof openEdit>>,
  select: string,
  option: RegExp
) => {
  await user.click(screen.getByRole('combobox', { name: select }));
  await user.click(await screen.findByRole('option', { name: option }));
};

describe('an app with a key of its own', () => {
  it('shows the address of its public keys, and connects without a secret', async () => {
    readsApp();
    const user = await openEdit();
    const address = screen.getByRole('textbox', { name: /Public keys/ });
    expect(address).toHaveValue(KEYS.jwksUrl);
    expect(address).toHaveAttribute('readonly');
    expect(screen.getByRole('button', { name: 'Connect to Demo Mail' })).toBeEnabled();
    expect(screen.getByLabelText('Client secret')).toBeDisabled();

    const copied = jest.spyOn(navigator.clipboard, 'writeText');
    for (const name of [/Copy the address/, /Copy public key \(JWK\)/, /Copy public key \(PEM\)/]) {
      await user.click(screen.getByRole('button', { name }));
    }
    expect(copied.mock.calls.flat()).toEqual([KEYS.jwksUrl, KEYS.publicJwk, KEYS.publicPem]);
  });

  it('rotates it, and says when the new one signs and how long the former one counts', async () => {
    const soon = new Date(Date.now() + 600_000).toISOString();
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    readsApp();
    const rotated = { ...KEYS, signsFrom: soon, formerUntil: tomorrow };
    const requests = route('post', '/apps/demo-mail/rotate-key', () => {
      readsApp(rotated);
      return { data: appDetails({ keys: rotated }) };
    });
    const user = await openEdit();
    await user.click(rotateButton());
    expect(await screen.findByText(/A new key signs from/)).toBeVisible();
    expect(screen.getByText(/The former key is tried too until/)).toBeVisible();
    expect(rotateButton()).toBeDisabled();
    expect(requests).toHaveLength(1);
  });

  it('says why it was not rotated', async () => {
    readsApp();
    route('post', '/apps/demo-mail/rotate-key', () => problem(409, 'The key was just rotated.'));
    const user = await openEdit();
    await user.click(rotateButton());
    expect(await screen.findByText('The key was just rotated.')).toBeInTheDocument();
  });

  it('offers no rotation to people who may only read it', async () => {
    readsApp();
    await openEdit(['readApps']);
    expect(screen.getByRole('button', { name: 'Copy public key (JWK)' })).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Rotate key' })).not.toBeInTheDocument();
  });

  it('says when the key is made, and shows its settings with the method only', async () => {
    route('get', '/apps/demo-mail', () => ({ data: appDetails() }));
    const user = await openEdit();
    expect(screen.queryByRole('combobox', { name: 'Signature algorithm' })).toBeNull();
    await choose(user, 'Client authentication', /private_key_jwt/);
    expect(screen.getByText(/generates the key when you save/)).toBeVisible();
    expect(screen.getByRole('combobox', { name: 'Signature algorithm' })).toHaveTextContent(
      'ES256'
    );
  });

  it('takes the method and the algorithm from a provider that supports no other', async () => {
    route('get', '/apps/demo-mail', () => ({ data: appDetails() }));
    const found = discovered({
      clientAuthMethodsSupported: ['private_key_jwt'],
      clientKeyAlgorithmsSupported: ['RS256'],
    });
    route('post', '/discovery', () => ({ data: found }));
    const user = await openEdit();
    await user.click(screen.getByRole('button', { name: 'Get OpenID Configuration' }));
    await screen.findByText(/fields filled in/);
    expect(screen.getByRole('combobox', { name: 'Client authentication' })).toHaveTextContent(
      'private_key_jwt'
    );
    expect(screen.getByRole('combobox', { name: 'Signature algorithm' })).toHaveTextContent(
      'RS256'
    );
  });
});
