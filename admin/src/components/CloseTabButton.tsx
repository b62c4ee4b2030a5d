import { useEffect, useState } from 'react';
import { Button, Typography } from '@strapi/design-system';

import { useTranslate } from '../hooks/useTranslate';

const PATIENCE_MS = 300;

/** Browsers close only tabs that a page has opened, and do not report a refusal. */
export const CloseTabButton = () => {
  const t = useTranslate();
  const [isPressed, setPressed] = useState(false);
  const [isRefused, setRefused] = useState(false);

  useEffect(() => {
    if (!isPressed) return;
    const timer = setTimeout(() => setRefused(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isPressed]);

  const close = () => {
    setPressed(true);
    window.close();
  };

  if (isRefused) {
    return (
      <Typography role="status" textColor="neutral800">
        {t('complete.closeByHand')}
      </Typography>
    );
  }
  return <Button onClick={close}>{t('complete.close')}</Button>;
};
