import { useMemo, useState } from 'react';
import { useIntl } from 'react-intl';
import { useSearchParams } from 'react-router-dom';

import type { ProviderPreset } from '../../../server/src/contracts';
import { findServices } from '../utils/services';

interface ServiceSearch {
  search: string;
  setSearch: (search: string) => void;
  found: ProviderPreset[];
}

/** Searches services by name. The page's URL holds the search, for whoever comes back to it. */
export const useServiceSearch = (presets: readonly ProviderPreset[]): ServiceSearch => {
  const { locale } = useIntl();
  const [params, setParams] = useSearchParams();
  // Keeps the typed text here as well, because the address updates too late for an input.
  const [search, setText] = useState(params.get('search') ?? '');
  const found = useMemo(() => findServices(presets, search, locale), [presets, search, locale]);

  return {
    search,
    setSearch: (text) => {
      setText(text);
      setParams(text ? { search: text } : {}, { replace: true });
    },
    found,
  };
};
