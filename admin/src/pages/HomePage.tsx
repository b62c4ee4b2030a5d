import { Page } from '@strapi/strapi/admin';
import { Navigate } from 'react-router-dom';

import { usePermissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { CONNECTIONS_PATH } from '../utils/paths';
import { AppsPage } from './AppsPage';

/** The list; who may only look at everybody's connections is taken there. */
const HomePage = () => {
  const t = useTranslate();
  const permissions = usePermissions();
  const { isLoading, canListApps, canReadConnections } = permissions;
  if (isLoading) return <Page.Loading>{t('common.loading')}</Page.Loading>;
  if (canListApps) return <AppsPage permissions={permissions} />;
  if (canReadConnections) return <Navigate to={CONNECTIONS_PATH} replace />;
  return <Page.NoPermissions />;
};

export default HomePage;
