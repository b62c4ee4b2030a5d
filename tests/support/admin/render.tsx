import { render as renderInPanel } from '@strapi/admin/strapi-admin/test';
import { screen } from '@testing-library/react';
import { StrictMode, type ReactElement, type ReactNode } from 'react';
import { IntlProvider } from 'react-intl';
import { Link, Route, Routes, useLocation } from 'react-router-dom';

import { App } from '../../../admin/src/pages/App';
import english from '../../../admin/src/translations/en.json';
import { prefixTranslations } from '../../../admin/src/utils/prefixTranslations';
import { ACTIONS } from '../../../server/src/constants';

export type ActionName = keyof typeof ACTIONS;

export const ADMIN = Object.keys(ACTIONS) as ActionName[];
export const EDITOR: ActionName[] = ['connect'];

const toPermissions = (names: ActionName[]) =>
  names.map((name, id) => ({
    id,
    action: ACTIONS[name],
    subject: null,
    properties: {},
    conditions: [],
    actionParameters: {},
  }));

const Texts = ({ children }: { children: ReactNode }) => (
  <IntlProvider locale="en" messages={prefixTranslations(english)} textComponent="span">
    {children}
  </IntlProvider>
);

const Elsewhere = () => {
  const { pathname } = useLocation();
  return <p>Elsewhere: {pathname}</p>;
};

interface RenderPageOptions {
  can?: ActionName[];
  isStrict?: boolean;
}

/** The plugin as the panel mounts it, at an address below `/plugins/connected-apps`. */
export const renderPage = (
  path = '',
  { can = ADMIN, isStrict = false }: RenderPageOptions = {}
) => {
  const page: ReactElement = (
    <>
      <Link to="/elsewhere">Leave the plugin</Link>
      <Routes>
        <Route path="plugins/connected-apps/*" element={<App />} />
        <Route path="*" element={<Elsewhere />} />
      </Routes>
    </>
  );
  return renderInPanel(isStrict ? <StrictMode>{page}</StrictMode> : page, {
    renderOptions: { wrapper: Texts },
    initialEntries: [`/plugins/connected-apps${path}`],
    providerOptions: { permissions: () => toPermissions(can) },
  });
};

/** The row of an app in the list. */
export const rowOf = async (name: string): Promise<HTMLElement> => {
  const heading = await screen.findByRole('heading', { level: 2, name });
  const row = heading.closest('li');
  if (!row) throw new Error(`${name} is in no list`);
  return row;
};
