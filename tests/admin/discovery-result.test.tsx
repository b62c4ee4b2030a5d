import { screen, waitFor, within } from '@testing-library/react';

import type { DiscoveredConfiguration } from '../../server/src/contracts';
import { appDetails, discovered, type AppChanges } from '../support/admin/fixtures';
import { renderPage } from '../support/admin/render';
import { route } from '../support/admin/server';

const withMethods = (...codeChallengeMethodsSupported: string[]) => ({
  capabilities: { ...discovered().capabilities, codeChallengeMethodsSupported },
});

const getConfiguration = async (found: Partial<DiscoveredConfiguration>, app: AppChanges = {}) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails(app) }));
  route('post', '/discovery', () => ({ data: discovered(found) }));
  const { user } = renderPage('/apps/demo-mail');
  await user.click(await screen.findByText('Get OpenID Configuration'));
  const title = await screen.findByText(/filled in from the OpenID configuration/);
  const result = title.closest<HTMLElement>('[role=status]');
  if (!result) throw new Error('The result is not announced.');
  return { user, result };
};

const findings = (result: HTMLElement) =>
  within(result)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent);

describe('what discovery filled in', () => {
  it('is one short list, which screen readers announce', async () => {
    const { result } = await getConfiguration(
      { clientAuthMethodsSupported: ['client_secret_post'], revocationEndpoint: null },
      { tokenEndpoint: 'https://idp.example.com/by-hand', scopes: ['openid'] }
    );
    expect(findings(result)).toEqual([
      'Addresses: Issuer, Authorization endpoint, Token endpoint, Userinfo endpoint, ' +
        'Introspection endpoint, Key set (JWKS) URI.',
      'Token endpoint was https://idp.example.com/by-hand.',
      'Client authentication: In the request body (client_secret_post). The provider does not ' +
        'support the former choice.',
      'PKCE stays on: the provider supports S256.',
      '3 scopes to choose from at “Scopes”.',
    ]);
    await waitFor(() => expect(document.activeElement).toContainElement(result));
  });

  it('says why PKCE is off', async () => {
    const { result } = await getConfiguration(withMethods('plain'));
    expect(findings(result)).toContain(
      'PKCE is off: the provider supports only plain, and this plugin sends S256.'
    );
    expect(screen.getByText(/^Advanced/)).toHaveTextContent(/standard \(1\)$/);
  });

  it('says what it means if the provider does not mention PKCE', async () => {
    const { result } = await getConfiguration(withMethods());
    expect(findings(result)).toContainEqual(expect.stringMatching(/^PKCE stays on\. .*RFC 8414/));
  });
});

describe('what discovery offers', () => {
  const scopesSupported = ['openid', 'offline_access'];

  it('is the scope offline_access, if the app lacks it', async () => {
    const { user } = await getConfiguration({ scopesSupported });
    await user.click(screen.getByText('Ask for offline_access'));
    expect(screen.getByText('offline_access').closest('li')).toBeVisible();
    expect(screen.queryByText('Ask for offline_access')).not.toBeInTheDocument();
    expect(document.activeElement).not.toBe(document.body);
  });

  it('is not the scope that the app has', async () => {
    await getConfiguration({ scopesSupported }, { scopes: ['offline_access'] });
    expect(screen.queryByText('Ask for offline_access')).not.toBeInTheDocument();
  });

  it('is PKCE, if the app does without it', async () => {
    const { user, result } = await getConfiguration({}, { protocol: { pkce: 'none' } });
    expect(findings(result)).toContain('PKCE stays off, as this app had it.');
    await user.click(screen.getByText('Switch PKCE on'));
    expect(findings(result)).toContain('PKCE stays on: the provider supports S256.');
    expect(screen.queryByText('Switch PKCE on')).not.toBeInTheDocument();
  });
});
