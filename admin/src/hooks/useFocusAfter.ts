import { useEffect, useRef } from 'react';

/** Restores the focus to a button, because the browser takes it away while the button is busy. */
export const useFocusAfter = <Element extends HTMLElement>(isBusy: boolean) => {
  const element = useRef<Element>(null);
  const wasBusy = useRef(isBusy);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasBusy.current && !isBusy && isLost) element.current?.focus();
    wasBusy.current = isBusy;
  }, [isBusy]);
  return element;
};
