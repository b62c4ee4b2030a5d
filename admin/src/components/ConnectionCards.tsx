import { Box, Flex, Typography } from '@strapi/design-system';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useConnectionFacts } from '../hooks/useConnectionFacts';
import { useTranslate } from '../hooks/useTranslate';
import { ConnectionActions } from './ConnectionActions';
import { ConnectionState } from './ConnectionState';
import type { ConnectionsProps } from './ConnectionsTable';

interface FactProps {
  label: string;
  text: string;
}

const Fact = ({ label, text }: FactProps) => (
  <Flex gap={2} wrap="wrap" alignItems="baseline">
    <Typography tag="dt" variant="pi" textColor="neutral600">
      {label}
    </Typography>
    <Typography tag="dd" variant="pi" textColor="neutral800">
      {text}
    </Typography>
  </Flex>
);

interface ConnectionCardProps extends Pick<ConnectionsProps, 'canManage' | 'canConfigure'> {
  connection: ConnectionSummary;
  appName: string;
}

const ConnectionCard = ({ connection, appName, canManage, canConfigure }: ConnectionCardProps) => {
  const t = useTranslate();
  const { owner, ownerKind, expires, lastUsed } = useConnectionFacts()(connection);
  return (
    <Box
      tag="li"
      background="neutral0"
      hasRadius
      shadow="tableShadow"
      padding={4}
      style={{ overflowWrap: 'anywhere' }}
    >
      <Flex direction="column" alignItems="stretch" gap={3}>
        <Box>
          <Typography tag="h2" variant="omega" fontWeight="bold" textColor="neutral800">
            {appName}
          </Typography>
          <Typography tag="p" textColor="neutral800">
            {owner}
          </Typography>
          <Typography tag="p" variant="pi" textColor="neutral600">
            {ownerKind}
          </Typography>
        </Box>
        <ConnectionState
          connection={connection}
          as="line"
          canConfigure={canConfigure}
          isForOthers
        />
        <Flex tag="dl" direction="column" alignItems="stretch" gap={1}>
          <Fact label={t('connections.column.expires')} text={expires} />
          <Fact label={t('connections.column.lastUsed')} text={lastUsed} />
        </Flex>
        {canManage && <ConnectionActions connection={connection} appName={appName} owner={owner} />}
      </Flex>
    </Box>
  );
};

/** Everybody's connections, for windows too narrow for a table. */
export const ConnectionCards = ({
  connections,
  nameOfApp,
  canManage,
  canConfigure,
}: ConnectionsProps) => {
  const t = useTranslate();
  return (
    <Flex
      tag="ul"
      aria-label={t('connections.title')}
      direction="column"
      alignItems="stretch"
      gap={3}
    >
      {connections.map((connection) => (
        <ConnectionCard
          key={connection.uid}
          connection={connection}
          appName={nameOfApp(connection.appKey)}
          canManage={canManage}
          canConfigure={canConfigure}
        />
      ))}
    </Flex>
  );
};
