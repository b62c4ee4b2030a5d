import { useFormatMoment } from '../hooks/useFormatMoment';
import type { Conflict } from '../hooks/useSaveApp';
import { useTranslate } from '../hooks/useTranslate';
import { FIELD_LABELS } from '../utils/editConflict';
import { Notice } from './Notice';

/**
 * Shows that somebody else has saved first, and which fields they changed. The form holds their
 * changes and the user's own.
 */
export const ConflictNotice = ({ changedBy, changedAt, taken, both }: Conflict) => {
  const t = useTranslate();
  const formatMoment = useFormatMoment();
  const labelsOf = (names: Conflict['taken']) =>
    names.map((name) => t(FIELD_LABELS[name])).join(', ');
  const when = formatMoment(changedAt);
  return (
    <Notice
      variant="danger"
      title={
        changedBy
          ? t('form.conflict.title.by', { who: changedBy, when })
          : t('form.conflict.title', { when })
      }
    >
      {taken.length > 0 && <p>{t('form.conflict.taken', { fields: labelsOf(taken) })}</p>}
      {both.length > 0 && <p>{t('form.conflict.both', { fields: labelsOf(both) })}</p>}
      <p>{t('form.conflict.next')}</p>
    </Notice>
  );
};
