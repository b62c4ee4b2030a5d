import { Page } from '@strapi/strapi/admin';
import { Navigate } from 'react-router-dom';

import { usePermissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { CONNECTIONS_PATH, MY_CONNECTIONS_PATH } from '../utils/paths';
import { AppsPage } from './AppsPage';

/** The list of apps. Users who may not see it are redirected to connections that they may see. */
const HomePage = () => {
  const t = useTranslate();
  const permissions = usePermissions();
  const { isLoading, canListApps, canReadConnections } = permissions;
  if (isLoading) return <Page.Loading>{t('common.loading')}</Page.Loading>;
  if (canListApps) return <AppsPage permissions={permissions} />;
  return <Navigate to={canReadConnections ? CONNECTIONS_PATH : MY_CONNECTIONS_PATH} replace />;
};

export default HomePage;
