import { useId, useRef } from 'react';
import {
  Box,
  EmptyStateLayout,
  Flex,
  LinkButton,
  Searchbar,
  Typography,
} from '@strapi/design-system';
import { List, Plus } from '@strapi/icons';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { Layouts, Page, Pagination } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';

import type { AppSummary } from '../../../server/src/contracts';
import { AppRow } from '../components/AppRow';
import { HealthBanner } from '../components/HealthBanner';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { MyConnectionsLink } from '../components/MyConnectionsLink';
import { RefusedSecrets } from '../components/RefusedSecrets';
import { Rows } from '../components/Rows';
import type { Permissions } from '../hooks/usePermissions';
import { useRefetchOnReturn } from '../hooks/useRefetchOnReturn';
import { useSearchedPage } from '../hooks/useSearchedPage';
import { useTranslate } from '../hooks/useTranslate';
import { useListAppsQuery } from '../services/connectedApps';
import { CONNECTIONS_PATH, CREATE_PATH } from '../utils/paths';

interface PermissionsProps {
  permissions: Permissions;
}

const CreateLink = () => {
  const t = useTranslate();
  return (
    <LinkButton tag={Link} to={CREATE_PATH} startIcon={<Plus />}>
      {t('apps.create')}
    </LinkButton>
  );
};

const AppsHeader = ({ permissions }: PermissionsProps) => {
  const t = useTranslate();
  return (
    <Layouts.Header
      title={t('apps.title')}
      subtitle={t('apps.subtitle')}
      primaryAction={
        <Flex gap={2} wrap="wrap">
          <MyConnectionsLink />
          {permissions.canReadConnections && (
            <LinkButton tag={Link} to={CONNECTIONS_PATH} variant="tertiary" startIcon={<List />}>
              {t('apps.allConnections')}
            </LinkButton>
          )}
          {permissions.canCreateApps && <CreateLink />}
        </Flex>
      }
    />
  );
};

const NoApps = ({ permissions }: PermissionsProps) => {
  const t = useTranslate();
  const { canCreateApps } = permissions;
  return (
    <EmptyStateLayout
      hasRadius
      icon={<EmptyDocuments width="16rem" />}
      content={t(canCreateApps ? 'apps.empty.creator' : 'apps.empty.reader')}
      action={canCreateApps ? <CreateLink /> : undefined}
    />
  );
};

interface AppListProps extends PermissionsProps {
  apps: AppSummary[];
}

const AppList = ({ apps, permissions }: AppListProps) => {
  const t = useTranslate();
  const list = useRef<HTMLUListElement>(null);
  const resultId = useId();
  const { search, setSearch, found, page, pageCount, pageSize } = useSearchedPage(apps);

  return (
    <Box>
      <Flex gap={4} wrap="wrap" paddingBottom={4} alignItems="center">
        <Box grow={1} maxWidth="40rem" role="search">
          <Searchbar
            name="search"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            onClear={() => setSearch('')}
            clearLabel={t('apps.search.clear')}
            placeholder={t('apps.search.placeholder')}
            aria-describedby={resultId}
          >
            {t('apps.search')}
          </Searchbar>
        </Box>
        <Typography id={resultId} variant="pi" textColor="neutral600" aria-live="polite">
          {search && t('apps.search.result', { count: found.length })}
        </Typography>
      </Flex>
      {found.length === 0 ? (
        <EmptyStateLayout hasRadius content={t('apps.search.none', { search })} />
      ) : (
        <Rows ref={list} tabIndex={-1} aria-label={t('apps.list')}>
          {page.map((app) => (
            <AppRow
              key={app.key}
              app={app}
              permissions={permissions}
              onDeleted={() => list.current?.focus({ preventScroll: true })}
            />
          ))}
        </Rows>
      )}
      {pageCount > 1 && (
        <Pagination.Root pageCount={pageCount} total={found.length} defaultPageSize={pageSize}>
          <Pagination.PageSize options={['20', '50', '100']} />
          <Pagination.Links />
        </Pagination.Root>
      )}
    </Box>
  );
};

export const AppsPage = ({ permissions }: PermissionsProps) => {
  const t = useTranslate();
  const { data, error, isLoading, refetch } = useListAppsQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  useRefetchOnReturn(refetch);

  const canConfigure = permissions.canUpdateApps || permissions.canReadApps;
  const content = () => {
    if (isLoading) return <Loading />;
    if (!data) return <LoadError error={error} onRetry={refetch} />;
    return (
      <Flex direction="column" alignItems="stretch" gap={4}>
        <HealthBanner health={data.meta.health} canRepair={permissions.canReadApps} />
        {canConfigure && <RefusedSecrets apps={data.data} />}
        {data.data.length === 0 ? (
          <NoApps permissions={permissions} />
        ) : (
          <AppList apps={data.data} permissions={permissions} />
        )}
      </Flex>
    );
  };

  return (
    <Page.Main>
      <Page.Title>{t('apps.title')}</Page.Title>
      <AppsHeader permissions={permissions} />
      <Layouts.Content>{content()}</Layouts.Content>
    </Page.Main>
  );
};
