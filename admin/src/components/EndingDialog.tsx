import { Button, Dialog, Flex, Typography } from '@strapi/design-system';
import { ConfirmDialog } from '@strapi/strapi/admin';

import type { EndingQuestion } from '../hooks/useEndingQuestion';
import { useTranslate } from '../hooks/useTranslate';

interface AddedOriginsProps {
  origins: string[];
}

const AddedOrigins = ({ origins }: AddedOriginsProps) => {
  const t = useTranslate();
  return (
    <>
      <Typography tag="p">{t('form.origins.body', { count: origins.length })}</Typography>
      <ul>
        {origins.map((origin) => (
          <li key={origin} style={{ overflowWrap: 'anywhere' }}>
            {origin}
          </li>
        ))}
      </ul>
    </>
  );
};

/** Shows before saving how many connections end, and which new origins may receive tokens. */
export const EndingDialog = ({ endedConnections, addedOrigins, answer }: EndingQuestion) => {
  const t = useTranslate();
  const isEnding = endedConnections > 0;
  return (
    <Dialog.Root defaultOpen onOpenChange={(open) => !open && answer(false)}>
      <ConfirmDialog
        title={
          isEnding
            ? t('form.ending.title', { count: endedConnections })
            : t('form.origins.title', { count: addedOrigins.length })
        }
        endAction={
          <Dialog.Action>
            <Button
              fullWidth
              variant={isEnding ? 'danger-light' : 'default'}
              onClick={() => answer(true)}
            >
              {t(isEnding ? 'form.ending.confirm' : 'form.origins.confirm')}
            </Button>
          </Dialog.Action>
        }
      >
        <Flex direction="column" gap={3} alignItems="stretch">
          {isEnding && (
            <Typography tag="p">{t('form.ending.body', { count: endedConnections })}</Typography>
          )}
          {addedOrigins.length > 0 && <AddedOrigins origins={addedOrigins} />}
        </Flex>
      </ConfirmDialog>
    </Dialog.Root>
  );
};
