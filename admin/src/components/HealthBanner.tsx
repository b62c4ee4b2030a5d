import { Flex } from '@strapi/design-system';

import type { Health } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

interface HealthBannerProps {
  health: Health;
  /** Readers who can repair it learn how; others learn whom to ask. */
  canRepair: boolean;
}

const isHealthy = (health: Health): boolean =>
  health.encryption === 'ready' &&
  health.unreadableSecrets === 0 &&
  health.unreadableConnections === 0 &&
  health.sealedWithFormerKeys === 0 &&
  health.orphanedConnections === 0 &&
  !health.areCertificatesUnchecked &&
  !health.isKeyCheckRenewed;

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

const RenewedKeyCheckNotice = () => {
  const t = useTranslate();
  return (
    <Notice variant="info" title={t('health.keyCheck')}>
      {t('health.keyCheck.help')}
    </Notice>
  );
};

const UncheckedCertificatesNotice = () => {
  const t = useTranslate();
  return (
    <Notice variant="danger" title={t('health.certificates')}>
      {t('health.certificates.help')}
    </Notice>
  );
};

const OrphansNotice = ({ health }: Pick<HealthBannerProps, 'health'>) => {
  const t = useTranslate();
  const { orphanedConnections: count, deletesOrphans } = health;
  if (count === 0) return null;
  return (
    <Notice variant="info" title={t('health.orphans', { count })}>
      {t(deletesOrphans ? 'health.orphans.deleted' : 'health.orphans.listed')}
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
      {canRepair && health.areCertificatesUnchecked && <UncheckedCertificatesNotice />}
      {canRepair && <UnreadableNotice health={health} />}
      {canRepair && health.isKeyCheckRenewed && <RenewedKeyCheckNotice />}
      {canRepair && <FormerKeysNotice count={health.sealedWithFormerKeys} />}
      {canRepair && <OrphansNotice health={health} />}
    </Flex>
  );
};
