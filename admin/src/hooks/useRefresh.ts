import { useNotification } from '@strapi/strapi/admin';

import type { ConnectionSummary } from '../../../server/src/contracts';
import { useRefreshConnectionMutation } from '../services/connectedApps';
import { useErrorText } from './useErrorText';

/** Refreshes a connection now and notifies the user of the result. */
export const useRefresh = ({ uid }: ConnectionSummary, doneText: string) => {
  const errorText = useErrorText();
  const { toggleNotification } = useNotification();
  const [refreshConnection, { isLoading }] = useRefreshConnectionMutation();

  const refresh = async () => {
    const answer = await refreshConnection(uid);
    const failed = 'error' in answer;
    toggleNotification({
      type: failed ? 'danger' : 'success',
      message: failed ? errorText(answer.error) : doneText,
    });
  };
  return { refresh, isLoading };
};
