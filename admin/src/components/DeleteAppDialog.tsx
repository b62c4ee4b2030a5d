import { Dialog } from '@strapi/design-system';
import { ConfirmDialog, useNotification } from '@strapi/strapi/admin';

import { useErrorText } from '../hooks/useErrorText';
import { useTranslate } from '../hooks/useTranslate';
import { useDeleteAppMutation, useListConnectionsQuery } from '../services/connectedApps';

/** How many people lose their connection, if the user may know. */
const useLossText = (appKey: string, canCount: boolean): string => {
  const t = useTranslate();
  const { currentData, isFetching } = useListConnectionsQuery(
    { app: appKey, page: 1, pageSize: 1 },
    { skip: !canCount, refetchOnMountOrArgChange: true }
  );
  if (isFetching) return t('app.delete.counting');
  if (!currentData) return t('app.delete.losingUnknown');
  return t('app.delete.losing', { count: currentData.meta.pagination.total });
};

interface DeleteAppDialogProps {
  onClose: () => void;
  onDeleted: () => void;
  app: { key: string; name: string };
  /** Whether the user may read everybody's connections. */
  canCount: boolean;
}

export const DeleteAppDialog = ({ onClose, onDeleted, app, canCount }: DeleteAppDialogProps) => {
  const t = useTranslate();
  const errorText = useErrorText();
  const lossText = useLossText(app.key, canCount);
  const { toggleNotification } = useNotification();
  const [deleteApp] = useDeleteAppMutation();

  const remove = async () => {
    const answer = await deleteApp(app.key);
    if ('error' in answer) {
      toggleNotification({ type: 'danger', message: errorText(answer.error) });
      return;
    }
    const count = answer.data.deletedConnections;
    toggleNotification({ type: 'success', message: t('app.deleted', { name: app.name, count }) });
    onDeleted();
  };

  return (
    <Dialog.Root defaultOpen onOpenChange={(open) => !open && onClose()}>
      <ConfirmDialog title={t('app.delete.title', { name: app.name })} onConfirm={remove}>
        {`${lossText} ${t('app.delete.body')}`}
      </ConfirmDialog>
    </Dialog.Root>
  );
};
