import type { ReactNode } from 'react';

import type { AppState as State } from '../../../server/src/contracts';
import { useFormatMoment } from '../hooks/useFormatMoment';
import { useTranslate } from '../hooks/useTranslate';
import { appStateText } from '../utils/appStateText';
import { Notice } from './Notice';
import { Details, StateLine } from './StateLine';

interface AppStateProps {
  state: State;
  /** `title`: without the details, which a notice on the same page shows. */
  as: 'line' | 'title' | 'notice';
  canConfigure: boolean;
  /** Precedes the title of a notice if the page does not show which app it is about. */
  name?: string;
  /** Buttons of the notice. */
  actions?: ReactNode;
}

/** The app's own problem, as opposed to a connection's. */
export const AppState = ({ state, as, canConfigure, name, actions }: AppStateProps) => {
  const t = useTranslate();
  const moment = useFormatMoment();
  const text = appStateText(state, { t, moment }, { canConfigure });
  if (!text) return null;
  if (as === 'line') return <StateLine {...text} />;
  if (as === 'title') return <StateLine {...text} details={[]} />;
  return (
    <Notice
      variant={text.look === 'neutral' ? 'info' : text.look}
      title={name ? t('app.named', { name, state: text.title }) : text.title}
      actions={actions}
    >
      <Details sentences={text.details} />
    </Notice>
  );
};
