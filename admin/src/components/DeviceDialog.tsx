import { Button, Modal, Typography } from '@strapi/design-system';

import type { Connected, DeviceFlow } from '../../../server/src/contracts';
import type { DeviceControl } from '../hooks/useConnect';
import { useDeviceFlow } from '../hooks/useDeviceFlow';
import { useReturnFocus } from '../hooks/useReturnFocus';
import { useTranslate } from '../hooks/useTranslate';
import type { DeviceProgress } from '../utils/deviceProgress';
import { canTryAgain, type ErrorCode } from '../utils/errorCodes';
import { ConfirmAccount } from './ConfirmAccount';
import { DeviceCode } from './DeviceCode';
import { ErrorExplanation } from './ErrorExplanation';
import { GrantNotices } from './GrantNotices';
import { StatusCard } from './StatusCard';

interface SuccessProps {
  connection: Connected;
}

const Success = ({ connection }: SuccessProps) => {
  const t = useTranslate();
  const { appName: name, accountLabel: account } = connection;
  return (
    <StatusCard
      look="success"
      title={account ? t('complete.successAs', { account }) : t('complete.success', { name })}
    >
      <GrantNotices connection={connection} />
    </StatusCard>
  );
};

interface FailureProps {
  code: ErrorCode;
  details?: string;
  canConfigure: boolean;
}

const Failure = ({ code, details, canConfigure }: FailureProps) => {
  const t = useTranslate();
  return (
    <StatusCard look="danger" title={t(`errors.${code}.title`)}>
      <Typography tag="p" textAlign="center">
        <ErrorExplanation code={code} canConfigure={canConfigure} />
      </Typography>
      {details && (
        <Typography variant="pi" textColor="neutral600" textAlign="center">
          {t('complete.details', { message: details })}
        </Typography>
      )}
    </StatusCard>
  );
};

interface StageProps {
  device: DeviceFlow;
  progress: DeviceProgress;
  canConfigure: boolean;
  onReply: (confirm: boolean) => void;
}

const Stage = ({ device, progress, canConfigure, onReply }: StageProps) => {
  const t = useTranslate();
  switch (progress.state) {
    case 'waiting':
      return <DeviceCode device={device} trouble={progress.trouble} />;
    case 'working':
      return (
        <StatusCard look="working" title={t('complete.progress')}>
          {null}
        </StatusCard>
      );
    case 'confirm':
      return <ConfirmAccount question={progress.question} onReply={onReply} />;
    case 'connected':
      return <Success connection={progress.connection} />;
    case 'denied':
      return <Failure code="access_denied" canConfigure={canConfigure} />;
    case 'expired':
      return (
        <StatusCard look="info" title={t('connect.device.expired')}>
          <Typography tag="p" textAlign="center">
            {t('connect.device.expired.help')}
          </Typography>
        </StatusCard>
      );
    case 'failed':
      return <Failure {...progress} canConfigure={canConfigure} />;
  }
};

const isOver = ({ state }: DeviceProgress): boolean =>
  state === 'denied' || state === 'expired' || state === 'failed';

const offersNewCode = (progress: DeviceProgress): boolean =>
  isOver(progress) && (progress.state !== 'failed' || canTryAgain(progress.code));

interface DeviceDialogProps extends DeviceControl {
  canConfigure: boolean;
}

/** Shows a code to enter at the provider, and waits until that has happened. */
export const DeviceDialog = ({ device, again, close, canConfigure }: DeviceDialogProps) => {
  const t = useTranslate();
  const { progress, confirm, cancel } = useDeviceFlow(device);
  const returnFocus = useReturnFocus();
  const isOpen = progress.state === 'waiting';

  const leave = () => {
    cancel();
    close();
  };

  return (
    <Modal.Root defaultOpen onOpenChange={(open) => !open && leave()}>
      <Modal.Content style={{ maxWidth: '64rem' }} onCloseAutoFocus={returnFocus}>
        <Modal.Header closeLabel={t(isOpen ? 'connect.values.close' : 'connect.device.close')}>
          <Modal.Title>{t('connect.label', { name: device.appName })}</Modal.Title>
        </Modal.Header>
        <Modal.Body>
          <Stage
            device={device}
            progress={progress}
            canConfigure={canConfigure}
            onReply={(isYes) => (isYes ? confirm() : leave())}
          />
        </Modal.Body>
        {progress.state !== 'confirm' && (
          <Modal.Footer>
            <Button variant="tertiary" onClick={leave}>
              {t(isOpen ? 'connect.values.cancel' : 'connect.device.close')}
            </Button>
            {offersNewCode(progress) && (
              <Button onClick={again}>{t('connect.device.again')}</Button>
            )}
          </Modal.Footer>
        )}
      </Modal.Content>
    </Modal.Root>
  );
};
