import type { ReactNode } from 'react';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { NO_VALUES } from '../../../server/src/variables';
import { useFormatMoment } from '../hooks/useFormatMoment';
import { useTranslate } from '../hooks/useTranslate';
import { connectionStateText } from '../utils/connectionStateText';
import { Notice } from './Notice';
import { Details, StateLine } from './StateLine';

interface ConnectionStateProps {
  connection: ConnectionSummary | null;
  /**
   * `line`: everything, with the values of the app's variables, in a row; `title`: without the details, which a notice on the same page
   * shows; `notice`: everything, but only if something needs attention.
   */
  as: 'line' | 'title' | 'notice';
  canConfigure: boolean;
  /** For a reader who cannot reconnect the connection. */
  isForOthers?: boolean;
  /** Buttons of the notice. */
  actions?: ReactNode;
}

/** The connected account, or the reason why it is not connected and the next step. */
export const ConnectionState = ({
  connection,
  as,
  canConfigure,
  isForOthers = false,
  actions,
}: ConnectionStateProps) => {
  const t = useTranslate();
  const moment = useFormatMoment();
  const reader = { canConfigure, isOwner: !isForOthers };
  const text = connection
    ? connectionStateText(connection, { t, moment }, reader)
    : { look: 'neutral' as const, title: t('connection.none'), details: [] };
  const values = Object.entries(connection?.values ?? NO_VALUES).map(([name, value]) =>
    t('connection.value', { name, value })
  );
  if (as === 'line') return <StateLine {...text} details={[...values, ...text.details]} />;
  if (as === 'title') return <StateLine {...text} details={[]} />;
  if (text.details.length === 0) return null;
  return (
    <Notice
      variant={text.look === 'neutral' ? 'info' : text.look}
      title={text.title}
      actions={actions}
    >
      <Details sentences={text.details} />
    </Notice>
  );
};
