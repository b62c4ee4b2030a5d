import { Flex } from '@strapi/design-system';

import type { Health } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

interface HealthBannerProps {
  health: Health;
  /** Who can repair it is told how, everybody else whom to ask. */
  canRepair: boolean;
}

export const HealthBanner = ({ health, canRepair }: HealthBannerProps) => {
  const t = useTranslate();
  const { encryption, message, unreadableSecrets } = health;
  if (encryption === 'ready' && unreadableSecrets === 0) return null;
  return (
    <Flex direction="column" gap={2}>
      {encryption !== 'ready' && (
        <Notice variant="danger" title={t('health.encryption')}>
          {canRepair ? (message ?? t(`health.${encryption}`)) : t('health.editor')}
        </Notice>
      )}
      {unreadableSecrets > 0 && canRepair && (
        <Notice variant="warning" title={t('health.unreadable', { count: unreadableSecrets })}>
          {t('health.unreadable.help')}
        </Notice>
      )}
    </Flex>
  );
};
