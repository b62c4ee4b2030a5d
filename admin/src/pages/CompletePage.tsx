import type { ReactNode } from 'react';
import { Button, LinkButton, Typography } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';

import { CloseTabButton } from '../components/CloseTabButton';
import { ConfirmAccount } from '../components/ConfirmAccount';
import { ErrorExplanation } from '../components/ErrorExplanation';
import { GrantNotices } from '../components/GrantNotices';
import { StatusCard } from '../components/StatusCard';
import { TryAgainButton } from '../components/TryAgainButton';
import { useCompletion } from '../hooks/useCompletion';
import { usePermissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
import type { Completion } from '../utils/completion';
import { canTryAgain, isAboutConfiguration } from '../utils/errorCodes';
import { appPath, isPanelPath } from '../utils/paths';

interface BackLinkProps {
  to: string;
  children: string;
}

const BackLink = ({ to, children }: BackLinkProps) => (
  <LinkButton tag={Link} to={to} variant="tertiary">
    {children}
  </LinkButton>
);

interface CenteredProps {
  children: ReactNode;
}

const Centered = ({ children }: CenteredProps) => (
  <Typography tag="p" textAlign="center" style={{ overflowWrap: 'anywhere' }}>
    {children}
  </Typography>
);

const Working = () => {
  const t = useTranslate();
  return (
    <StatusCard look="working" title={t('complete.progress')}>
      <Centered>{t('complete.progress.help')}</Centered>
    </StatusCard>
  );
};

const Empty = () => {
  const t = useTranslate();
  return (
    <StatusCard
      look="info"
      title={t('complete.empty')}
      actions={<BackLink to={PLUGIN_PATH}>{t('common.backToApps')}</BackLink>}
    >
      <Centered>{t('complete.empty.help')}</Centered>
    </StatusCard>
  );
};

type ConnectedProps = Extract<Completion, { state: 'connected' }>;

const Connected = ({ connection, isKnown }: ConnectedProps) => {
  const t = useTranslate();
  const { appName: name, accountLabel: account, owner, returnTo } = connection;
  const isShared = owner.kind === 'shared';
  const isSafeReturn = returnTo !== null && isPanelPath(returnTo);
  const title = account
    ? t(isKnown ? 'complete.knownAs' : 'complete.successAs', { account })
    : t(isKnown ? 'complete.known' : 'complete.success', { name });
  const newHelp = isShared ? 'complete.success.shared' : 'complete.success.help';
  return (
    <StatusCard
      look="success"
      title={title}
      actions={
        <>
          <CloseTabButton />
          <BackLink to={isSafeReturn ? returnTo : PLUGIN_PATH}>
            {t(isSafeReturn ? 'complete.back' : 'common.backToApps')}
          </BackLink>
        </>
      }
    >
      <Centered>{t(isKnown ? 'complete.known.help' : newHelp, { name })}</Centered>
      <GrantNotices connection={connection} />
    </StatusCard>
  );
};

type UnclearProps = Extract<Completion, { state: 'unclear' }>;

const Unclear = ({ appKey }: UnclearProps) => {
  const t = useTranslate();
  return (
    <StatusCard
      look="info"
      title={t('complete.unclear')}
      actions={
        <>
          {appKey && <TryAgainButton appKey={appKey} />}
          <BackLink to={PLUGIN_PATH}>{t('common.backToApps')}</BackLink>
        </>
      }
    >
      <Centered>{t('complete.unclear.help')}</Centered>
    </StatusCard>
  );
};

type CancelledProps = Extract<Completion, { state: 'cancelled' }>;

const Cancelled = ({ appKey }: CancelledProps) => {
  const t = useTranslate();
  return (
    <StatusCard
      look="info"
      title={t('complete.cancelled')}
      actions={
        <>
          <TryAgainButton appKey={appKey} />
          <BackLink to={PLUGIN_PATH}>{t('common.backToApps')}</BackLink>
        </>
      }
    >
      <Centered>{t('complete.cancelled.help')}</Centered>
    </StatusCard>
  );
};

type FailedProps = Extract<Completion, { state: 'failed' }>;

const Failed = ({ code, appKey, details, canGoOn }: FailedProps) => {
  const t = useTranslate();
  const { canUpdateApps } = usePermissions();
  return (
    <StatusCard
      look="danger"
      title={t(`errors.${code}.title`)}
      actions={
        <>
          {canGoOn && (
            <Button onClick={() => window.location.reload()}>{t('complete.goOn')}</Button>
          )}
          {appKey && !canGoOn && canTryAgain(code) && <TryAgainButton appKey={appKey} />}
          {appKey && canUpdateApps && isAboutConfiguration(code) && (
            <BackLink to={appPath(appKey)}>{t('app.configure')}</BackLink>
          )}
          <BackLink to={PLUGIN_PATH}>{t('common.backToApps')}</BackLink>
        </>
      }
    >
      <Centered>
        <ErrorExplanation code={code} canConfigure={canUpdateApps} />
      </Centered>
      {details && (
        <Typography variant="pi" textColor="neutral600" textAlign="center">
          {t('complete.details', { message: details })}
        </Typography>
      )}
    </StatusCard>
  );
};

const Outcome = () => {
  const { completion, reply } = useCompletion();
  switch (completion.state) {
    case 'empty':
      return <Empty />;
    case 'working':
      return <Working />;
    case 'connected':
      return <Connected {...completion} />;
    case 'confirm':
      return <ConfirmAccount question={completion.question} onReply={reply} />;
    case 'cancelled':
      return <Cancelled {...completion} />;
    case 'unclear':
      return <Unclear {...completion} />;
    case 'failed':
      return <Failed {...completion} />;
  }
};

/** The callback redirects here. The ticket is no longer in the address by now. */
const CompletePage = () => {
  const t = useTranslate();
  return (
    <Page.Protect permissions={PAGE_PERMISSIONS.complete}>
      <Page.Main>
        <Page.Title>{t('complete.title')}</Page.Title>
        <Outcome />
      </Page.Main>
    </Page.Protect>
  );
};

export default CompletePage;
