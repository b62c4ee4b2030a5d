import { mkdirSync } from 'node:fs';
import path from 'node:path';

import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** The folder for screenshots of the steps; none are taken if it is not set. */
const SCREENSHOTS = process.env.SCREENSHOTS;

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

export const newContext = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({
    viewport: { width: 1280, height: 900 },
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });

export const screenshot = async (page: Page, name: string): Promise<void> => {
  if (!SCREENSHOTS) return;
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
};

export const signIn = async (page: Page, panelUrl: string, email: string): Promise<void> => {
  await page.goto(panelUrl);
  await page.getByLabel(/email/i).fill(email);
  await page.getByLabel(/^password/i).fill('Demo-1234');
  await page.getByRole('button', { name: /login/i }).click();
  await page
    .getByRole('heading', { name: /hello|welcome/i })
    .first()
    .waitFor();
  // Strapi's own announcement would push every page down.
  const announcement = page.getByRole('button', { name: /^close/i }).first();
  await announcement.click({ timeout: 2_000 }).catch(() => undefined);
};
