import { useCallback } from 'react';
import { useIntl, type PrimitiveType } from 'react-intl';

import { PLUGIN_ID } from '../pluginId';
import type english from '../translations/en.json';

export type TranslationKey = keyof typeof english;

export type Translate = (key: TranslationKey, values?: Record<string, PrimitiveType>) => string;

/** Translates the plugin's own texts, by key without the prefix. */
export const useTranslate = (): Translate => {
  const { formatMessage } = useIntl();
  return useCallback(
    (key, values) => formatMessage({ id: `${PLUGIN_ID}.${key}` }, values),
    [formatMessage]
  );
};
