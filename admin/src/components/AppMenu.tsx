import { useState } from 'react';
import { IconButton, MenuItem, SimpleMenu } from '@strapi/design-system';
import { More } from '@strapi/icons';

import type { AppSummary } from '../../../server/src/contracts';
import type { ConnectControl } from '../hooks/useConnect';
import type { Permissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { isConnectable } from '../utils/appStateText';
import { wantsReconnect } from '../utils/connectionStateText';
import { DeleteAppDialog } from './DeleteAppDialog';

interface AppMenuProps {
  app: AppSummary;
  control: ConnectControl;
  permissions: Permissions;
  onDeleted: () => void;
}

/** Actions that are rarely needed. */
export const AppMenu = ({ app, control, permissions, onDeleted }: AppMenuProps) => {
  const t = useTranslate();
  const [isDeleting, setDeleting] = useState(false);

  const canAsk = isConnectable(app.state);
  // If a reconnect is needed, the row already has a button for it.
  const canReconnect = canAsk && permissions.canConnect && !wantsReconnect(app.myConnection);
  const canConnectShared = canAsk && permissions.canConnectShared;
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
