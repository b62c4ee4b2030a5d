import type { ReactNode } from 'react';
import { LinkButton, Typography } from '@strapi/design-system';
import { Page } from '@strapi/strapi/admin';
import { Link } from 'react-router-dom';

import { CloseTabButton } from '../components/CloseTabButton';
import { ErrorExplanation } from '../components/ErrorExplanation';
import { Notice } from '../components/Notice';
import { StatusCard } from '../components/StatusCard';
import { TryAgainButton } from '../components/TryAgainButton';
import { useCompletion, type Completion } from '../hooks/useCompletion';
import { usePermissions } from '../hooks/usePermissions';
import { useTranslate } from '../hooks/useTranslate';
import { PAGE_PERMISSIONS } from '../permissions';
import { PLUGIN_PATH } from '../pluginId';
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

const Connected = ({ connection }: ConnectedProps) => {
  const t = useTranslate();
  const { appName: name, accountLabel: account, missingScopes, owner, returnTo } = connection;
  const isShared = owner.kind === 'shared';
  const isSafeReturn = returnTo !== null && isPanelPath(returnTo);
  return (
    <StatusCard
      look="success"
      title={account ? t('complete.successAs', { account }) : t('complete.success', { name })}
      actions={
        <>
          <CloseTabButton />
          <BackLink to={isSafeReturn ? returnTo : PLUGIN_PATH}>
            {t(isSafeReturn ? 'complete.back' : 'common.backToApps')}
          </BackLink>
        </>
      }
    >
      <Centered>
        {t(isShared ? 'complete.success.shared' : 'complete.success.help', { name })}
      </Centered>
      {missingScopes.length > 0 && (
        <Notice variant="warning" title={t('complete.missingScopes')}>
          {t('complete.missingScopes.help', { scopes: missingScopes.join(', ') })}
        </Notice>
      )}
    </StatusCard>
  );
};

type FailedProps = Extract<Completion, { state: 'failed' }>;

const Failed = ({ code, appKey, details }: FailedProps) => {
  const t = useTranslate();
  const { canUpdateApps } = usePermissions();
  return (
    <StatusCard
      look="danger"
      title={t(`errors.${code}.title`)}
      actions={
        <>
          {appKey && canTryAgain(code) && <TryAgainButton appKey={appKey} />}
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
  const completion = useCompletion();
  switch (completion.state) {
    case 'empty':
      return <Empty />;
    case 'working':
      return <Working />;
    case 'connected':
      return <Connected {...completion} />;
    case 'failed':
      return <Failed {...completion} />;
  }
};

/** Where the provider's answer arrives. The ticket is no longer in the address by now. */
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
