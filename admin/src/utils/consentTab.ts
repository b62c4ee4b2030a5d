/** Only web addresses may be opened: never `javascript:` or `data:`. */
export const isWebAddress = (address: string): boolean => {
  try {
    return ['https:', 'http:'].includes(new URL(address).protocol);
  } catch {
    return false;
  }
};

/**
 * Opens the tab for the consent page during the click, as pop-up blockers require. The address
 * follows later. Null if the browser refused.
 */
export const openConsentTab = (text: string): Window | null => {
  const tab = window.open('', '_blank');
  if (!tab) return null;
  try {
    tab.document.title = text;
    tab.document.body.textContent = text;
  } catch {
    // The text is a courtesy.
  }
  return tab;
};

export const sendConsentTab = (tab: Window, address: string): void => {
  // The provider's page must not reach back into the panel.
  tab.opener = null;
  tab.location.href = address;
};
