import { useEffect } from 'react';

import { subscribe } from '../utils/connectionChannel';

/** Refetches when another tab has news, and when the user returns to this tab. */
export const useRefetchOnReturn = (refetch: () => unknown): void => {
  useEffect(() => {
    const onVisible = () => {
      if (document.visibilityState === 'visible') refetch();
    };
    const unsubscribe = subscribe(() => refetch());
    window.addEventListener('focus', onVisible);
    document.addEventListener('visibilitychange', onVisible);
    return () => {
      unsubscribe();
      window.removeEventListener('focus', onVisible);
      document.removeEventListener('visibilitychange', onVisible);
    };
  }, [refetch]);
};
