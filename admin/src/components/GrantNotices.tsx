import type { Connected } from '../../../server/src/contracts';
import { useTranslate } from '../hooks/useTranslate';
import { Notice } from './Notice';

interface GrantNoticesProps {
  connection: Pick<Connected, 'missingScopes' | 'refreshTokenAdvice'>;
}

/** What a new connection lacks, although it works. */
export const GrantNotices = ({
  connection: { missingScopes, refreshTokenAdvice },
}: GrantNoticesProps) => {
  const t = useTranslate();
  return (
    <>
      {refreshTokenAdvice && (
        <Notice variant="warning" title={t('complete.noRefreshToken')}>
          {refreshTokenAdvice}
        </Notice>
      )}
      {missingScopes.length > 0 && (
        <Notice variant="warning" title={t('complete.missingScopes')}>
          {t('complete.missingScopes.help', { scopes: missingScopes.join(', ') })}
        </Notice>
      )}
    </>
  );
};
