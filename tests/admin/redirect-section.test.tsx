import { screen } from '@testing-library/react';

import type { AddressProblem } from '../../server/src/contracts';
import { appDetails, providers } from '../support/admin/fixtures';
import { renderPage } from '../support/admin/render';
import { route } from '../support/admin/server';
import { openCreateForm } from '../support/admin/service-steps';

const open = async (addressProblem: AddressProblem | null) => {
  route('get', '/apps/demo-mail', () => ({ data: appDetails() }));
  route('get', '/providers', () => ({ data: providers({ addressProblem }) }));
  renderPage('/apps/demo-mail');
  await screen.findByRole('heading', { level: 1, name: 'Demo Mail' });
  await screen.findByLabelText('Redirect URI');
};

describe('the section next to the Redirect URI', () => {
  const problems: [AddressProblem, 'alert' | 'status', RegExp, RegExp][] = [
    ['server_url_missing', 'status', /public address is not set/, /Set url in config\/server/],
    ['server_url_relative', 'alert', /Nobody can connect.*not complete/, /example\.com\/cms/],
    [
      'server_url_unreachable',
      'alert',
      /Nobody can connect.*Redirect URI/,
      /Set url in config\/server/,
    ],
    ['admin_url_unreachable', 'alert', /Nobody can connect.*panel/, /Set url in config\/admin/],
  ];

  it.each(problems)(
    'T06 shows the problem %s, with what to set',
    async (problem, role, title, help) => {
      await open(problem);
      const notices = screen.getAllByRole(role).map(({ textContent }) => textContent ?? '');
      const notice = notices.find((text) => title.test(text));
      expect(notice).toMatch(help);
      expect(notice).toMatch(/restart Strapi/);
    }
  );

  it('T06 shows nothing if the address is good', async () => {
    await open(null);
    expect(screen.queryByText(/config\/(?:server|admin)/)).not.toBeInTheDocument();
  });

  it('T06 shows the problem before the app is saved too', async () => {
    route('get', '/providers', () => ({
      data: providers({ addressProblem: 'server_url_relative' }),
    }));
    await openCreateForm();
    expect(await screen.findByText(/Nobody can connect/)).toBeVisible();
  });
});
