import { Box, EmptyStateLayout, Flex, Typography } from '@strapi/design-system';
import { EmptyDocuments } from '@strapi/icons/symbols';
import { BackButton, Layouts, Page } from '@strapi/strapi/admin';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { ConnectionState } from '../components/ConnectionState';
import { DisconnectButton } from '../components/DisconnectButton';
import { LoadError } from '../components/LoadError';
import { Loading } from '../components/Loading';
import { Rows } from '../components/Rows';
import { useAppNames } from '../hooks/useAppNames';
import { usePermissions } from '../hooks/usePermissions';
import { useRefetchOnReturn } from '../hooks/useRefetchOnReturn';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { useListMyConnectionsQuery } from '../services/connectedApps';

interface ConnectionRowProps {
  connection: ConnectionSummary;
  appName: string;
}

const ConnectionRow = ({ connection, appName }: ConnectionRowProps) => {
  const t = useTranslate();
  const { canReadApps, canUpdateApps } = usePermissions();
  const { account } = connection;
  const name =
    account === 'default' ? appName : t('connections.account.named', { label: appName, account });
  return (
    <Box tag="li" padding={{ initial: 4, medium: 5 }}>
      <Flex gap={4} wrap="wrap" alignItems="center">
        <Box basis="22rem" grow={2} minWidth={0}>
          <Typography
            tag="h2"
            variant="omega"
            fontWeight="bold"
            textColor="neutral800"
            style={{ overflowWrap: 'anywhere' }}
          >
            {name}
          </Typography>
        </Box>
        <Box basis="26rem" grow={3} minWidth={0}>
          <ConnectionState
            connection={connection}
            as="line"
            canConfigure={canReadApps || canUpdateApps}
          />
        </Box>
        <DisconnectButton connection={connection} name={name} />
      </Flex>
    </Box>
  );
};

/** Open to every user of the panel: nobody needs a permission to withdraw their own access. */
const MyConnectionsPage = () => {
  const t = useTranslate();
  const { isLoading } = usePermissions();
  const { data, error, refetch } = useListMyConnectionsQuery(undefined, {
    refetchOnMountOrArgChange: true,
  });
  const { nameOfApp } = useAppNames(data);
  useRefetchOnReturn(refetch);

  const content = () => {
    if (error) return <LoadError error={error} onRetry={refetch} />;
    if (!data || isLoading) return <Loading />;
    if (data.length === 0) {
      return (
        <EmptyStateLayout
          hasRadius
          icon={<EmptyDocuments width="16rem" />}
          content={t('mine.empty')}
        />
      );
    }
    return (
      <Rows aria-label={t('mine.title')}>
        {data.map((connection) => (
          <ConnectionRow
            key={connection.uid}
            connection={connection}
            appName={nameOfApp(connection.appKey)}
          />
        ))}
      </Rows>
    );
  };

  return (
    <Page.Main>
      <Page.Title>{t('mine.title')}</Page.Title>
      <Layouts.Header
        title={t('mine.title')}
        subtitle={t('mine.subtitle')}
        navigationAction={<BackButton fallback={PLUGIN_PATH} />}
      />
      <Layouts.Content>{content()}</Layouts.Content>
    </Page.Main>
  );
};

export default MyConnectionsPage;
