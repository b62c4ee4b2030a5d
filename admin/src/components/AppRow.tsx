import { useEffect, useRef } from 'react';
import { Box, Flex, LinkButton, Typography } from '@strapi/design-system';
import { Pencil } from '@strapi/icons';
import { Link } from 'react-router-dom';

import type { AppSummary } from '../../../server/src/contracts';
import { useConnect } from '../hooks/useConnect';
import type { Permissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { appPath } from '../utils/paths';
import { AppMenu } from './AppMenu';
import { ConnectAttemptNotice } from './ConnectAttemptNotice';
import { ConnectButton } from './ConnectButton';
import { AppState, ConnectionState } from './ConnectionState';
import { DisconnectButton } from './DisconnectButton';

interface AppRowProps {
  app: AppSummary;
  permissions: Permissions;
  onDeleted: () => void;
}

/** One app as the user meets it: its name, my connection, and what I can do. */
export const AppRow = ({ app, permissions, onDeleted }: AppRowProps) => {
  const t = useTranslate();
  const { name, myConnection: connection } = app;
  const control = useConnect({ key: app.key, name, returnTo: PLUGIN_PATH });
  const connectButton = useRef<HTMLButtonElement>(null);
  const canConfigure = permissions.canUpdateApps || permissions.canReadApps;

  const isConnected = connection !== null;
  const wasConnected = useRef(isConnected);
  useEffect(() => {
    // The button that disconnected is gone: without this the keyboard would start over at the top.
    const lostFocus = document.activeElement === document.body;
    if (wasConnected.current && !isConnected && lostFocus) connectButton.current?.focus();
    wasConnected.current = isConnected;
  }, [isConnected]);

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
          <Typography variant="pi" textColor="neutral600" style={{ overflowWrap: 'anywhere' }}>
            {app.key}
          </Typography>
        </Box>
        <Flex
          direction="column"
          alignItems="flex-start"
          gap={2}
          basis="26rem"
          grow={3}
          minWidth={0}
        >
          <AppState app={app} canConfigure={canConfigure} />
          <ConnectionState connection={connection} />
        </Flex>
        <Flex
          gap={2}
          wrap="wrap"
          basis={{ initial: '100%', medium: '29rem' }}
          justifyContent={{ initial: 'flex-start', medium: 'flex-end' }}
        >
          {permissions.canConnect && connection?.status !== 'active' && (
            <ConnectButton
              ref={connectButton}
              connection={connection}
              control={control}
              name={name}
              disabled={!app.enabled || !app.ready}
            />
          )}
          {permissions.canConnect && connection && (
            <DisconnectButton connection={connection} name={name} />
          )}
          {canConfigure && (
            <LinkButton
              tag={Link}
              to={appPath(app.key)}
              variant="tertiary"
              startIcon={<Pencil />}
              aria-label={t('app.configure.label', { name })}
            >
              {t('app.configure')}
            </LinkButton>
          )}
          <AppMenu app={app} control={control} permissions={permissions} onDeleted={onDeleted} />
        </Flex>
      </Flex>
      {control.attempt.state !== 'idle' && (
        <Box paddingTop={4}>
          <ConnectAttemptNotice name={name} control={control} canConfigure={canConfigure} />
        </Box>
      )}
    </Box>
  );
};
