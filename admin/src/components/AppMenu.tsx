import { useState } from 'react';
import { IconButton, MenuItem, SimpleMenu } from '@strapi/design-system';
import { More } from '@strapi/icons';

import type { AppSummary } from '../../../server/src/contracts';
import type { ConnectControl } from '../hooks/useConnect';
import type { Permissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { DeleteAppDialog } from './DeleteAppDialog';

interface AppMenuProps {
  app: AppSummary;
  control: ConnectControl;
  permissions: Permissions;
  onDeleted: () => void;
}

/** What is not needed every day. */
export const AppMenu = ({ app, control, permissions, onDeleted }: AppMenuProps) => {
  const t = useTranslate();
  const [isDeleting, setDeleting] = useState(false);

  const isConnectable = app.enabled && app.ready;
  const canReconnect =
    isConnectable && permissions.canConnect && app.myConnection?.status === 'active';
  const canConnectShared = isConnectable && permissions.canConnectShared;
  if (!canReconnect && !canConnectShared && !permissions.canDeleteApps) return null;

  return (
    <>
      <SimpleMenu
        tag={IconButton}
        icon={<More />}
        label={t('app.more', { name: app.name })}
        popoverPlacement="bottom-end"
      >
        {canReconnect && (
          <MenuItem onSelect={() => control.connect('me')}>{t('connect.again')}</MenuItem>
        )}
        {canConnectShared && (
          <MenuItem onSelect={() => control.connect('shared')}>{t('app.connectShared')}</MenuItem>
        )}
        {permissions.canDeleteApps && (
          <MenuItem variant="danger" onSelect={() => setDeleting(true)}>
            {t('app.delete')}
          </MenuItem>
        )}
      </SimpleMenu>
      {isDeleting && (
        <DeleteAppDialog
          app={app}
          canCount={permissions.canReadConnections}
          onClose={() => setDeleting(false)}
          onDeleted={onDeleted}
        />
      )}
    </>
  );
};
