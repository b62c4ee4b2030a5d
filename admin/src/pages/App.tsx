import { lazy, Suspense } from 'react';
import { Page } from '@strapi/strapi/admin';
import { Route, Routes } from 'react-router-dom';

import { useTranslate } from '../hooks/useTranslate';

const HomePage = lazy(() => import('./HomePage'));
const AppPage = lazy(() => import('./AppPage'));
const CreateAppPage = lazy(() => import('./CreateAppPage'));
const CompletePage = lazy(() => import('./CompletePage'));
const MyConnectionsPage = lazy(() => import('./MyConnectionsPage'));
const ConnectionsPage = lazy(() => import('./ConnectionsPage'));

export const App = () => {
  const t = useTranslate();
  return (
    <Suspense fallback={<Page.Loading>{t('common.loading')}</Page.Loading>}>
      <Routes>
        <Route index element={<HomePage />} />
        <Route path="create" element={<CreateAppPage />} />
        <Route path="apps/:key" element={<AppPage />} />
        <Route path="mine" element={<MyConnectionsPage />} />
        <Route path="connections" element={<ConnectionsPage />} />
        <Route path="complete" element={<CompletePage />} />
        <Route path="*" element={<HomePage />} />
      </Routes>
    </Suspense>
  );
};
