import { Dialog } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { useDeleteConnectionMutation } from '../services/connectedApps';

interface DisconnectDialogProps {
  onClose: () => void;
  uid: string;
  /** The app's name. */
  name: string;
  title: string;
  body: string;
}

/** Asks once, then deletes the connection here and revokes it at the provider. */
export const DisconnectDialog = ({ onClose, uid, name, title, body }: DisconnectDialogProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [deleteConnection] = useDeleteConnectionMutation();

  const disconnect = async () => {
    const answer = await deleteConnection(uid);
    if ('error' in answer) {
      toggleNotification({ type: 'danger', message: errorText(answer.error) });
      return;
    }
    const { revokedAtProvider } = answer.data;
    toggleNotification({
      type: revokedAtProvider ? 'success' : 'warning',
      message: t(revokedAtProvider ? 'disconnect.done' : 'disconnect.doneHere', { name }),
    });
  };

  return (
    <Dialog.Root defaultOpen onOpenChange={(open) => !open && onClose()}>
      <ConfirmDialog title={title} onConfirm={disconnect}>
        {body}
      </ConfirmDialog>
    </Dialog.Root>
  );
};
