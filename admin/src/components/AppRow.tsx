import { useEffect, useRef } from 'react';
import { Box, Flex, LinkButton, Typography } from '@strapi/design-system';
import { Pencil } from '@strapi/icons';
import { Link } from 'react-router-dom';

import type { AppSummary } from '../../../server/src/contracts';
import { useConnect } from '../hooks/useConnect';
import type { Permissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { PLUGIN_PATH } from '../pluginId';
import { isConnectable } from '../utils/appStateText';
import { canTryAgain, tellsAppState, wantsReconnect } from '../utils/connectionStateText';
import { appPath } from '../utils/paths';
import { AppMenu } from './AppMenu';
import { AppState } from './AppState';
import { ConnectAttemptNotice } from './ConnectAttemptNotice';
import { ConnectButton } from './ConnectButton';
import { ConnectDialog } from './ConnectDialog';
import { ConnectionState } from './ConnectionState';
import { DeviceDialog } from './DeviceDialog';
import { DisconnectButton } from './DisconnectButton';
import { TryRefreshButton } from './RefreshButton';
import { ServiceLogo } from './ServiceLogo';

interface AppRowProps {
  app: AppSummary;
  permissions: Permissions;
  onDeleted: () => void;
}

/** One app as its user sees it: its name, the user's connection, and the possible actions. */
export const AppRow = ({ app, permissions, onDeleted }: AppRowProps) => {
  const t = useTranslate();
  const { myConnection: connection, ...target } = app;
  const { name } = app;
  const control = useConnect({ ...target, connection, returnTo: PLUGIN_PATH });
  const connectButton = useRef<HTMLButtonElement>(null);
  const canConfigure = permissions.canUpdateApps || permissions.canReadApps;

  const isConnected = connection !== null;
  const wasConnected = useRef(isConnected);
  useEffect(() => {
    // The disconnect button is gone. Without this, keyboard focus would jump to the page's top.
    const lostFocus = document.activeElement === document.body;
    if (wasConnected.current && !isConnected && lostFocus) connectButton.current?.focus();
    wasConnected.current = isConnected;
  }, [isConnected]);

  return (
    <Box tag="li" padding={{ initial: 4, medium: 5 }}>
      {control.question && <ConnectDialog {...control.question} />}
      {control.device && (
        <DeviceDialog
          key={control.device.device.flow}
          {...control.device}
          canConfigure={canConfigure}
        />
      )}
      <Flex gap={4} wrap="wrap" alignItems="center">
        <Flex gap={3} basis="22rem" grow={2} minWidth={0}>
          <ServiceLogo service={app.provider} />
          <Box minWidth={0}>
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
        </Flex>
        <Flex
          direction="column"
          alignItems="flex-start"
          gap={2}
          basis="26rem"
          grow={3}
          minWidth={0}
        >
          {!tellsAppState(connection, app.state) && (
            <AppState
              state={app.state}
              as={app.state.name === 'secret_refused' ? 'title' : 'line'}
              canConfigure={canConfigure}
            />
          )}
          <ConnectionState connection={connection} as="line" canConfigure={canConfigure} />
        </Flex>
        <Flex
          gap={2}
          wrap="wrap"
          basis={{ initial: '100%', medium: '29rem' }}
          justifyContent={{ initial: 'flex-start', medium: 'flex-end' }}
        >
          {permissions.canConnect && connection && canTryAgain(connection) && (
            <TryRefreshButton connection={connection} name={name} />
          )}
          {permissions.canConnect && wantsReconnect(connection) && (
            <ConnectButton
              ref={connectButton}
              connection={connection}
              control={control}
              name={name}
              disabled={!isConnectable(app.state)}
            />
          )}
          {connection && <DisconnectButton connection={connection} name={name} />}
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
