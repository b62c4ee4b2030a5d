import { Flex } from '@strapi/design-system';

import type { Health } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

interface HealthBannerProps {
  health: Health;
  /** Who can repair it is told how, everybody else whom to ask. */
  canRepair: boolean;
}

const isHealthy = (health: Health): boolean =>
  health.encryption === 'ready' &&
  health.unreadableSecrets === 0 &&
  health.unreadableConnections === 0 &&
  health.sealedWithFormerKeys === 0;

const UnreadableNotice = ({ health }: Pick<HealthBannerProps, 'health'>) => {
  const t = useTranslate();
  const { unreadableSecrets: apps, unreadableConnections: connections } = health;
  if (apps === 0 && connections === 0) return null;
  return (
    <Notice variant="warning" title={t('health.unreadable')}>
      {apps > 0 && <p>{t('health.unreadable.apps', { count: apps })}</p>}
      {connections > 0 && <p>{t('health.unreadable.connections', { count: connections })}</p>}
      <p>{t('health.unreadable.help')}</p>
    </Notice>
  );
};

const FormerKeysNotice = ({ count }: { count: number }) => {
  const t = useTranslate();
  if (count === 0) return null;
  return (
    <Notice variant="info" title={t('health.formerKeys', { count })}>
      {t('health.formerKeys.help')}
    </Notice>
  );
};

export const HealthBanner = ({ health, canRepair }: HealthBannerProps) => {
  const t = useTranslate();
  const { encryption, message } = health;
  if (isHealthy(health)) return null;
  return (
    <Flex direction="column" gap={2}>
      {encryption !== 'ready' && (
        <Notice variant="danger" title={t('health.encryption')}>
          {canRepair ? (message ?? t(`health.${encryption}`)) : t('health.editor')}
        </Notice>
      )}
      {canRepair && <UnreadableNotice health={health} />}
      {canRepair && <FormerKeysNotice count={health.sealedWithFormerKeys} />}
    </Flex>
  );
};
