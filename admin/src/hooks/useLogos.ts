import { useEffect, useState } from 'react';

import type { LOGOS } from '../utils/logos';

type Logos = typeof LOGOS;

let loaded: Logos | null = null;

/** The logos load after the page that shows them. Without them, it shows initials. */
const load = async (): Promise<Logos> => {
  try {
    loaded = (await import('../utils/logos')).LOGOS;
    return loaded;
  } catch {
    return {};
  }
};

/** The logos of the services; null while they are loading. */
export const useLogos = (): Logos | null => {
  const [logos, setLogos] = useState(loaded);
  useEffect(() => {
    if (!loaded) void load().then(setLogos);
  }, []);
  return logos;
};
