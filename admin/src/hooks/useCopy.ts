import { useClipboard, useNotification } from '@strapi/strapi/admin';

import { useTranslate } from './useTranslate';

/** Copies a value and notifies the user. Resolves to whether it was copied. */
export const useCopy = () => {
  const t = useTranslate();
  const { copy } = useClipboard();
  const { toggleNotification } = useNotification();

  return async (value: string): Promise<boolean> => {
    const isCopied = await copy(value);
    toggleNotification({
      type: isCopied ? 'success' : 'warning',
      message: t(isCopied ? 'common.copied' : 'common.copyFailed'),
    });
    return isCopied;
  };
};
