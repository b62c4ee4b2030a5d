import type { Page } from 'playwright-core';

export const visible = async (page: Page, text: string | RegExp) => {
  const found = page.getByText(text).filter({ visible: true }).first();
  await found.waitFor().catch(async (error: Error) => {
    const shown = await page.locator('body').innerText();
    throw new Error(`${error.message}\nAt ${page.url()} there is:\n${shown}`);
  });
};

/** Opens the form of a new app for a service, from the list of apps. */
export const openNewApp = async (page: Page, service = 'Custom') => {
  await page.getByRole('link', { name: 'Create new app' }).first().click();
  await page.getByRole('link', { name: service, exact: true }).click();
};

/** Signs in to Demo Mail if necessary, in the tab that the panel opened, then decides. */
export const decideAtProvider = async (
  tab: Page,
  name: 'Jane' | 'John',
  decision: 'Allow' | 'Deny'
) => {
  const signInButton = tab.getByRole('button', { name: `Continue as ${name}` });
  const decisionButton = tab.getByRole('button', { name: decision, exact: true });
  await signInButton.or(decisionButton).first().waitFor();
  if (await signInButton.isVisible()) await signInButton.click();
  await decisionButton.click();
};

/** Presses a button that opens the consent page, and returns its tab. */
export const openConsent = async (page: Page, button: RegExp): Promise<Page> => {
  const [tab] = await Promise.all([
    page.context().waitForEvent('page'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return tab;
};
