import type { StrapiApp } from '@strapi/strapi/admin';

import { waitingPage } from './arrival';

type Middleware = ReturnType<Parameters<StrapiApp['addMiddlewares']>[0][number]>;

/** Undocumented: the action that gives the panel's store the token of a new session. */
const SIGN_IN = 'admin/login';

/** How long Strapi has to lead back on its own, as it does from a page that requires a sign-in. */
const GRACE_MS = 500;

const isSignIn = (action: unknown): boolean =>
  typeof action === 'object' && action !== null && 'type' in action && action.type === SIGN_IN;

/**
 * If a session ends while the panel is open, Strapi asks for a sign-in and then shows its home
 * page. If a ticket waits, this middleware leads back to the completion page.
 */
export const resumeAfterSignIn =
  (goTo: (page: string) => void = (page) => window.location.assign(page)): Middleware =>
  () =>
  (next) =>
  (action) => {
    const result = next(action);
    if (isSignIn(action)) {
      setTimeout(() => {
        const page = waitingPage();
        if (page) goTo(page);
      }, GRACE_MS);
    }
    return result;
  };
