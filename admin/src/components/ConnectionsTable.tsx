import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useConnectionFacts } from '../hooks/useConnectionFacts';
import { useTranslate } from '../hooks/useTranslate';
import { ConnectionActions } from './ConnectionActions';
import { ConnectionState } from './ConnectionState';

export interface ConnectionsProps {
  connections: ConnectionSummary[];
  nameOfApp: (key: string) => string;
  canManage: boolean;
  canConfigure: boolean;
}

const useHeaders = (canManage: boolean) => {
  const t = useTranslate();
  const columns = ['app', 'owner', 'status', 'expires', 'lastUsed'] as const;
  const headers = columns.map((name) => ({ name, label: t(`connections.column.${name}`) }));
  return canManage
    ? [...headers, { name: 'actions', label: t('connections.column.actions') }]
    : headers;
};

interface WrappingCellProps {
  maxWidth: string;
  children: ReactNode;
}

/** Strapi's cells keep text on one line, and a long line pushes the actions out of sight. */
const WrappingCell = ({ maxWidth, children }: WrappingCellProps) => (
  <Table.Cell>
    <Box maxWidth={maxWidth} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      {children}
    </Box>
  </Table.Cell>
);

interface ConnectionRowProps extends Pick<ConnectionsProps, 'canManage' | 'canConfigure'> {
  connection: ConnectionSummary;
  appName: string;
}

const ConnectionRow = ({ connection, appName, canManage, canConfigure }: ConnectionRowProps) => {
  const { owner, ownerKind, expires, lastUsed } = useConnectionFacts()(connection);
  return (
    <Table.Row>
      <WrappingCell maxWidth="18rem">
        <Typography fontWeight="semiBold">{appName}</Typography>
      </WrappingCell>
      <WrappingCell maxWidth="18rem">
        <Flex direction="column" alignItems="flex-start">
          <Typography>{owner}</Typography>
          <Typography variant="pi" textColor="neutral600">
            {ownerKind}
          </Typography>
        </Flex>
      </WrappingCell>
      <WrappingCell maxWidth="28rem">
        <ConnectionState
          connection={connection}
          as="line"
          canConfigure={canConfigure}
          isForOthers
        />
      </WrappingCell>
      <WrappingCell maxWidth="12rem">
        <Typography>{expires}</Typography>
      </WrappingCell>
      <WrappingCell maxWidth="12rem">
        <Typography>{lastUsed}</Typography>
      </WrappingCell>
      {canManage && (
        <Table.Cell>
          <ConnectionActions connection={connection} appName={appName} owner={owner} />
        </Table.Cell>
      )}
    </Table.Row>
  );
};

/** Everybody's connections, one row each. */
export const ConnectionsTable = ({
  connections,
  nameOfApp,
  canManage,
  canConfigure,
}: ConnectionsProps) => {
  const headers = useHeaders(canManage);
  const rows = connections.map((connection) => ({ ...connection, id: connection.uid }));
  return (
    <Table.Root rows={rows} headers={headers}>
      <Table.Content>
        <Table.Head>
          {headers.map((header) => (
            <Table.HeaderCell key={header.name} {...header} />
          ))}
        </Table.Head>
        <Table.Body>
          {connections.map((connection) => (
            <ConnectionRow
              key={connection.uid}
              connection={connection}
              appName={nameOfApp(connection.appKey)}
              canManage={canManage}
              canConfigure={canConfigure}
            />
          ))}
        </Table.Body>
      </Table.Content>
    </Table.Root>
  );
};
