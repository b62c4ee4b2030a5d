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
  const { isLoading, canConnect, canReadApps, canReadConnections, canManageConnections } =
    permissions;
  if (isLoading) return <Page.Loading>{t('common.loading')}</Page.Loading>;
  if (canConnect || canReadApps) return <AppsPage permissions={permissions} />;
  if (canReadConnections || canManageConnections) return <Navigate to={CONNECTIONS_PATH} replace />;
  return <Page.NoPermissions />;
};

export default HomePage;
