import type { ReactNode } from 'react';
import { Box, Flex, Typography } from '@strapi/design-system';
import { Table } from '@strapi/strapi/admin';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useFormatDate } from '../hooks/useFormatDate';
import { useTranslate } from '../hooks/useTranslate';
import { ConnectionActions } from './ConnectionActions';
import { ConnectionState } from './ConnectionState';

interface ConnectionsTableProps {
  connections: ConnectionSummary[];
  nameOfApp: (key: string) => string;
  canManage: boolean;
}

const useHeaders = (canManage: boolean) => {
  const t = useTranslate();
  const columns = ['app', 'owner', 'status', 'expires', 'lastUsed'] as const;
  const headers = columns.map((name) => ({ name, label: t(`connections.column.${name}`) }));
  return canManage
    ? [...headers, { name: 'actions', label: t('connections.column.actions') }]
    : headers;
};

export const useOwnerText = () => {
  const t = useTranslate();
  return ({ owner, account }: ConnectionSummary): string => {
    const label =
      owner.kind === 'shared'
        ? t('connections.shared')
        : (owner.label ?? t('connections.unknownOwner'));
    return account === 'default' ? label : t('connections.account.named', { label, account });
  };
};

interface WrappingCellProps {
  maxWidth: string;
  children: ReactNode;
}

/** Strapi's cells keep their text on one line, which makes long ones push the actions out of sight. */
const WrappingCell = ({ maxWidth, children }: WrappingCellProps) => (
  <Table.Cell>
    <Box maxWidth={maxWidth} style={{ whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      {children}
    </Box>
  </Table.Cell>
);

interface ConnectionRowProps {
  connection: ConnectionSummary;
  appName: string;
  canManage: boolean;
}

const ConnectionRow = ({ connection, appName, canManage }: ConnectionRowProps) => {
  const t = useTranslate();
  const formatDate = useFormatDate();
  const owner = useOwnerText()(connection);
  const { expiresAt, lastUsedAt, lastErrorCode } = connection;
  return (
    <Table.Row>
      <WrappingCell maxWidth="18rem">
        <Typography fontWeight="semiBold">{appName}</Typography>
      </WrappingCell>
      <WrappingCell maxWidth="18rem">
        <Flex direction="column" alignItems="flex-start">
          <Typography>{owner}</Typography>
          <Typography variant="pi" textColor="neutral600">
            {t(`connections.ownerKind.${connection.owner.kind}`)}
          </Typography>
        </Flex>
      </WrappingCell>
      <WrappingCell maxWidth="28rem">
        <ConnectionState connection={connection} isForOthers />
        {lastErrorCode && (
          <Typography variant="pi" textColor="danger600">
            {t('connections.lastError', { code: lastErrorCode })}
          </Typography>
        )}
      </WrappingCell>
      <WrappingCell maxWidth="12rem">
        <Typography>
          {expiresAt ? formatDate(expiresAt) : t('connections.expires.unknown')}
        </Typography>
      </WrappingCell>
      <WrappingCell maxWidth="12rem">
        <Typography>{lastUsedAt ? formatDate(lastUsedAt) : t('common.never')}</Typography>
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
export const ConnectionsTable = ({ connections, nameOfApp, canManage }: ConnectionsTableProps) => {
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
            />
          ))}
        </Table.Body>
      </Table.Content>
    </Table.Root>
  );
};
