import { useEffect, useRef } from 'react';
import { Box, Button, LinkButton } from '@strapi/design-system';
import { ExternalLink } from '@strapi/icons';

import type { ConnectControl } from '../hooks/useConnect';
import { useTranslate } from '../hooks/useTranslate';
import { ErrorExplanation } from './ErrorExplanation';
import { Notice } from './Notice';

interface ConnectAttemptNoticeProps {
  name: string;
  control: ConnectControl;
  canConfigure: boolean;
}

const AttemptNotice = ({ name, control, canConfigure }: ConnectAttemptNoticeProps) => {
  const t = useTranslate();
  const { attempt, tryAgain, follow, dismiss } = control;

  const again = (
    <Button key="again" size="S" variant="tertiary" onClick={() => tryAgain()}>
      {t('common.retry')}
    </Button>
  );
  const close = (
    <Button key="close" size="S" variant="ghost" onClick={dismiss}>
      {t('connect.dismiss')}
    </Button>
  );

  switch (attempt.state) {
    case 'idle':
    case 'device':
      return null;
    case 'starting':
      return (
        <Notice
          variant="info"
          title={t(attempt.opensPage ? 'connect.opening' : 'connect.running', { name })}
        />
      );
    case 'waiting':
      return (
        <Notice variant="info" title={t('connect.waiting')} actions={[again, close]}>
          {t('connect.waiting.help')}
        </Notice>
      );
    case 'closed':
      return (
        <Notice variant="warning" title={t('connect.closed', { name })} actions={[again, close]}>
          {t('connect.closed.help')}
        </Notice>
      );
    case 'blocked':
      return (
        <Notice
          variant="warning"
          title={t('connect.blocked')}
          actions={[
            <LinkButton
              key="link"
              tag="a"
              size="S"
              variant="default"
              href={attempt.authorizationUrl}
              target="_blank"
              rel="noopener noreferrer"
              startIcon={<ExternalLink />}
              onClick={follow}
            >
              {t('connect.blocked.link', { name })}
            </LinkButton>,
            close,
          ]}
        >
          {t('connect.blocked.help')}
        </Notice>
      );
    case 'failed':
      return (
        <Notice variant="danger" title={t(`errors.${attempt.code}.title`)} actions={[again, close]}>
          <ErrorExplanation code={attempt.code} canConfigure={canConfigure} />
        </Notice>
      );
  }
};

/** Room for the sticky header at the top of the page. */
const HEADER_ROOM = '12rem';

/** Shows the state of the attempt to connect and the next step, and scrolls into view. */
export const ConnectAttemptNotice = (props: ConnectAttemptNoticeProps) => {
  const box = useRef<HTMLDivElement>(null);
  const { state } = props.control.attempt;
  useEffect(() => {
    if (state !== 'idle') box.current?.scrollIntoView({ block: 'nearest' });
  }, [state]);
  if (state === 'idle' || state === 'device') return null;
  return (
    <Box ref={box} style={{ scrollMarginTop: HEADER_ROOM }}>
      <AttemptNotice {...props} />
    </Box>
  );
};
