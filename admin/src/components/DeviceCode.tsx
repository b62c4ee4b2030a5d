import { lazy, Suspense } from 'react';
import { Box, Flex, IconButton, LinkButton, Typography } from '@strapi/design-system';
import { Duplicate, ExternalLink } from '@strapi/icons';
import { useClipboard, useNotification } from '@strapi/strapi/admin';

import type { DeviceFlow } from '../../../server/src/contracts';
import { useSecondsLeft } from '../hooks/useSecondsLeft';
import { useTranslate } from '../hooks/useTranslate';
import { minutesAndSeconds, type DeviceTrouble } from '../utils/deviceProgress';

const QrCode = lazy(() => import('./QrCode'));

interface UserCodeProps {
  code: string;
}

const UserCode = ({ code }: UserCodeProps) => {
  const t = useTranslate();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();

  const copyCode = async () => {
    const isCopied = await copy(code);
    toggleNotification({
      type: isCopied ? 'success' : 'warning',
      message: t(isCopied ? 'common.copied' : 'common.copyFailed'),
    });
  };

  return (
    <Flex gap={3} alignItems="center" wrap="wrap">
      <Typography
        tag="code"
        variant="alpha"
        style={{ fontFamily: 'monospace', letterSpacing: '0.1em', overflowWrap: 'anywhere' }}
      >
        {code}
      </Typography>
      <IconButton variant="secondary" label={t('connect.device.copy')} onClick={copyCode}>
        <Duplicate />
      </IconButton>
    </Flex>
  );
};

interface DeviceCodeProps {
  device: DeviceFlow;
  trouble: DeviceTrouble | null;
}

/** The code, where to enter it, and that the panel waits for it. */
export const DeviceCode = ({ device, trouble }: DeviceCodeProps) => {
  const t = useTranslate();
  const { userCode, verificationUri, verificationUriComplete, expiresAt, appName: name } = device;
  const time = minutesAndSeconds(useSecondsLeft(expiresAt));
  const address = verificationUriComplete ?? verificationUri;
  return (
    <Flex direction="column" alignItems="stretch" gap={5}>
      <Flex gap={6} wrap="wrap" alignItems="flex-start" justifyContent="space-between">
        <Flex direction="column" alignItems="flex-start" gap={4} basis="26rem" grow={1}>
          <Box>
            <Typography tag="p">{t('connect.device.open')}</Typography>
            <Typography tag="p" fontWeight="bold" style={{ overflowWrap: 'anywhere' }}>
              {verificationUri}
            </Typography>
          </Box>
          <LinkButton
            tag="a"
            href={address}
            target="_blank"
            rel="noopener noreferrer"
            startIcon={<ExternalLink />}
          >
            {t('connect.device.link', { name })}
          </LinkButton>
          <Box>
            <Typography tag="p">{t('connect.device.enter')}</Typography>
            <UserCode code={userCode} />
          </Box>
        </Flex>
        <Suspense fallback={<Box width="176px" height="176px" />}>
          <QrCode text={address} label={t('connect.device.qr', { address: verificationUri })} />
        </Suspense>
      </Flex>
      <Box>
        <Typography tag="p" role="status" fontWeight="bold">
          {t('connect.device.waiting')} {trouble && t(`connect.device.trouble.${trouble}`)}
        </Typography>
        <Typography tag="p" role="timer" textColor="neutral600">
          {t('connect.device.time', { time })}
        </Typography>
      </Box>
      <Typography tag="p" textColor="neutral600">
        {t('connect.device.secret')}
      </Typography>
    </Flex>
  );
};
