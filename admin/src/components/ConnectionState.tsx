import { Box, Flex, Typography } from '@strapi/design-system';
import { CheckCircle, WarningCircle } from '@strapi/icons';

import type { AppFault, ConnectionSummary } from '../../../server/src/contracts';
import { useFormatDate } from '../hooks/useFormatDate';
import { useTranslate, type Translate } from '../hooks/useTranslate';

const REASONS = [
  'invalid_grant',
  'no_refresh_token',
  'rotation_lost',
  'app_changed',
  'subject_changed',
] as const;

export const reasonText = (t: Translate, reason: string | null): string => {
  const known = REASONS.find((one) => one === reason);
  if (known) return t(`connection.reason.${known}`);
  return reason ? t('connection.reason.other', { reason }) : t('connection.reason.unknown');
};

interface StateLineProps {
  look: 'success' | 'warning' | 'danger' | 'neutral';
  title: string;
  children?: string;
}

const LOOKS = {
  success: { color: 'success600', Icon: CheckCircle },
  warning: { color: 'warning600', Icon: WarningCircle },
  danger: { color: 'danger600', Icon: WarningCircle },
  neutral: { color: 'neutral600', Icon: null },
} as const;

const StateLine = ({ look, title, children }: StateLineProps) => {
  const { color, Icon } = LOOKS[look];
  return (
    <Flex direction="column" alignItems="flex-start" gap={1} minWidth={0} maxWidth="100%">
      <Flex gap={2} alignItems="center" minWidth={0} maxWidth="100%">
        {Icon && (
          <Box aria-hidden shrink={0} height="1.6rem">
            <Icon fill={color} width="1.6rem" height="1.6rem" />
          </Box>
        )}
        <Typography
          textColor={look === 'neutral' ? 'neutral600' : 'neutral800'}
          fontWeight={look === 'neutral' ? undefined : 'semiBold'}
          style={{ overflowWrap: 'anywhere' }}
        >
          {title}
        </Typography>
      </Flex>
      {children && (
        <Typography variant="pi" textColor="neutral600">
          {children}
        </Typography>
      )}
    </Flex>
  );
};

interface ConnectionStateProps {
  connection: ConnectionSummary | null;
  /** Without the reason, where it is told elsewhere. */
  isBrief?: boolean;
  /** Read by somebody who cannot reconnect it. */
  isForOthers?: boolean;
}

/** Connected or not, as whom, and why no longer. */
export const ConnectionState = ({
  connection,
  isBrief = false,
  isForOthers = false,
}: ConnectionStateProps) => {
  const t = useTranslate();
  if (!connection) return <StateLine look="neutral" title={t('connection.none')} />;

  const { accountLabel: account, status, statusReason } = connection;
  if (status === 'needs_reconnect') {
    const title = account
      ? t('connection.needsReconnectAs', { account })
      : t('connection.needsReconnect');
    if (isBrief) return <StateLine look="warning" title={title} />;
    const advice = isForOthers ? '' : ` ${t('connection.pressReconnect')}`;
    return (
      <StateLine look="warning" title={title}>
        {`${reasonText(t, statusReason)}${advice}`}
      </StateLine>
    );
  }
  const title = account ? t('connection.activeAs', { account }) : t('connection.active');
  return <StateLine look="success" title={title} />;
};

interface AppStateProps {
  app: { enabled: boolean; ready: boolean; fault: AppFault | null };
  canConfigure: boolean;
}

/** What is wrong with the app itself: nobody's connection is to blame. */
export const AppState = ({ app, canConfigure }: AppStateProps) => {
  const t = useTranslate();
  const formatDate = useFormatDate();
  const reader = canConfigure ? 'configurer' : 'editor';
  if (!app.enabled) {
    return (
      <StateLine look="warning" title={t('app.disabled')}>
        {t(`app.disabled.${reader}`)}
      </StateLine>
    );
  }
  if (!app.ready) {
    return (
      <StateLine look="warning" title={t('app.notReady')}>
        {t(`app.notReady.${reader}`)}
      </StateLine>
    );
  }
  if (app.fault) {
    const { message, at } = app.fault;
    return (
      <StateLine look="danger" title={t('app.fault')}>
        {canConfigure
          ? t('app.fault.configurer', { message, when: formatDate(at) })
          : t('app.fault.editor')}
      </StateLine>
    );
  }
  return null;
};
