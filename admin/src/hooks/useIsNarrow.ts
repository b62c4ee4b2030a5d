import { useSyncExternalStore } from 'react';

/** The width from which Strapi's own pages have room for a table. */
const WIDE = '(min-width: 768px)';

const subscribe = (onChange: () => void): (() => void) => {
  const query = window.matchMedia(WIDE);
  query.addEventListener('change', onChange);
  return () => query.removeEventListener('change', onChange);
};

/** Whether the window is as narrow as a phone. */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(subscribe, () => !window.matchMedia(WIDE).matches);
