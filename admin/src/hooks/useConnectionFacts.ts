import type { ConnectionSummary } from '../../../server/src/contracts';
import { useFormatDate } from './useFormatDate';
import { useTranslate } from './useTranslate';

export interface ConnectionFacts {
  owner: string;
  ownerKind: string;
  /** When the current access token expires. */
  expires: string;
  lastUsed: string;
}

/** What the list of all connections shows for each one, besides its state. */
export const useConnectionFacts = (): ((connection: ConnectionSummary) => ConnectionFacts) => {
  const t = useTranslate();
  const formatDate = useFormatDate();

  const ownerOf = ({ owner, account }: ConnectionSummary): string => {
    const label =
      owner.kind === 'shared'
        ? t('connections.shared')
        : (owner.label ?? t('connections.unknownOwner'));
    return account === 'default' ? label : t('connections.account.named', { label, account });
  };

  const expiryOf = ({ status, state, expiresAt }: ConnectionSummary): string => {
    if (status === 'needs_reconnect') return t('connections.expires.ended');
    if (expiresAt === null) return t('connections.expires.unknown');
    const when = formatDate(expiresAt);
    return state.isTokenValid ? when : t('connections.expires.past', { when });
  };

  return (connection) => ({
    owner: ownerOf(connection),
    ownerKind: t(`connections.ownerKind.${connection.owner.kind}`),
    expires: expiryOf(connection),
    lastUsed: connection.lastUsedAt ? formatDate(connection.lastUsedAt) : t('common.never'),
  });
};
