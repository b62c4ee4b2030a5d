import { useState } from 'react';

/** The focused element, or the button of the menu that it belongs to, which is about to close. */
const findOpener = (): HTMLElement | null => {
  const focused = document.activeElement;
  const menuButton = focused?.closest('[role="menu"]')?.getAttribute('aria-labelledby');
  const opener = menuButton ? document.getElementById(menuButton) : focused;
  return opener instanceof HTMLElement ? opener : null;
};

/**
 * For `onCloseAutoFocus` of a dialog that is shown without a trigger: the focus goes back to what
 * opened the dialog.
 */
export const useReturnFocus = (): ((event: Event) => void) => {
  const [opener] = useState(findOpener);
  return (event) => {
    event.preventDefault();
    opener?.focus();
  };
};
