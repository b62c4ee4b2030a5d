import { EmptyStateLayout } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { BackButton, Layouts, Page, Pagination } from '@strapi/strapi/admin';

import type { ListConnections } from '../../../server/src/contracts';
import { ConnectionCards } from '../components/ConnectionCards';
import { ConnectionFilters } from '../components/ConnectionFilters';
import { ConnectionsTable } from '../components/ConnectionsTable';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { MyConnectionsLink } from '../components/MyConnectionsLink';
import { useAppNames } from '../hooks/useAppNames';
import { DEFAULT_PAGE_SIZE, useConnectionFilters } from '../hooks/useConnectionFilters';
import { useIsNarrow } from '../hooks/useIsNarrow';
import { usePermissions } from '../hooks/usePermissions';
import { useRefetchOnReturn } from '../hooks/useRefetchOnReturn';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
import { useListConnectionsQuery } from '../services/connectedApps';

interface ConnectionListProps {
  page: ListConnections.Response;
  isFiltered: boolean;
  nameOfApp: (key: string) => string;
}

const ConnectionList = ({ page, isFiltered, nameOfApp }: ConnectionListProps) => {
  const t = useTranslate();
  const { canManageConnections, canReadApps, canUpdateApps } = usePermissions();
  const List = useIsNarrow() ? ConnectionCards : ConnectionsTable;
  const { pagination } = page.meta;
  if (page.data.length === 0) {
    return (
      <EmptyStateLayout
        hasRadius
        icon={<EmptyDocuments width="16rem" />}
        content={t(isFiltered ? 'connections.empty.filtered' : 'connections.empty')}
      />
    );
  }
  return (
    <>
      <List
        connections={page.data}
        nameOfApp={nameOfApp}
        canManage={canManageConnections}
        canConfigure={canReadApps || canUpdateApps}
      />
      <Pagination.Root {...pagination} defaultPageSize={DEFAULT_PAGE_SIZE}>
        <Pagination.PageSize options={['20', '50', '100']} />
        <Pagination.Links />
      </Pagination.Root>
    </>
  );
};

const Connections = () => {
  const t = useTranslate();
  const filters = useConnectionFilters();
  const { data, error, isLoading, refetch } = useListConnectionsQuery(filters.query, {
    refetchOnMountOrArgChange: true,
  });
  const { apps, nameOfApp } = useAppNames(data?.data);
  useRefetchOnReturn(refetch);

  const content = () => {
    if (isLoading) return <Loading />;
    if (!data || error) return <LoadError error={error} onRetry={refetch} />;
    return <ConnectionList page={data} isFiltered={filters.isFiltered} nameOfApp={nameOfApp} />;
  };

  return (
    <Page.Main>
      <Page.Title>{t('connections.title')}</Page.Title>
      <Layouts.Header
        title={t('connections.title')}
        subtitle={data && t('connections.subtitle', { count: data.meta.pagination.total })}
        primaryAction={<MyConnectionsLink />}
        navigationAction={<BackButton fallback={PLUGIN_PATH} />}
      />
      <Layouts.Content>
        <ConnectionFilters filters={filters} apps={apps} />
        {content()}
      </Layouts.Content>
    </Page.Main>
  );
};

const ConnectionsPage = () => (
  <Page.Protect permissions={PAGE_PERMISSIONS.connections}>
    <Connections />
  </Page.Protect>
);

export default ConnectionsPage;
