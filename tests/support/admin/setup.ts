import '@testing-library/jest-dom';

import { configure } from '@testing-library/react';

import { server } from './server';

// Strapi's test providers expect this package, which is not published.
jest.mock(
  '@strapi/admin-test-utils',
  () => ({ fixtures: { permissions: { allPermissions: [], app: {} } } }),
  { virtual: true }
);

// The same code without the panel's other plugins, which take seconds to load.
jest.mock('@strapi/strapi/admin', () => jest.requireActual('@strapi/admin/strapi-admin'));

/** What jsdom lacks and the design system asks for. */
class SilentObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

Object.assign(window, {
  ResizeObserver: SilentObserver,
  IntersectionObserver: SilentObserver,
  scrollTo: () => {},
  matchMedia: (media: string) => ({
    // A desktop: every "at least this wide" holds.
    matches: media.includes('min-width'),
    media,
    addEventListener: () => {},
    removeEventListener: () => {},
    addListener: () => {},
    removeListener: () => {},
  }),
  strapi: {
    backendURL: 'http://localhost:1337',
    flags: { docLinks: false },
    features: { isEnabled: () => false },
    future: { isEnabled: () => false },
    isEE: false,
    telemetryDisabled: true,
  },
});
Object.assign(window.HTMLElement.prototype, {
  scrollIntoView() {},
  hasPointerCapture: () => false,
  setPointerCapture() {},
  releasePointerCapture() {},
});

/** Of Strapi's own test providers, and of news from other tabs, which no test can announce to React. */
const NOISE = /React Router Future Flag|not wrapped in act\(/;

/* eslint-disable no-console -- it is the console itself that is filtered */
for (const level of ['warn', 'error'] as const) {
  const print = console[level].bind(console);
  console[level] = (...parts: unknown[]) => {
    if (!parts.some((part) => NOISE.test(String(part)))) print(...parts);
  };
}
/* eslint-enable no-console */

configure({ asyncUtilTimeout: 4000 });
jest.setTimeout(30_000);

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  server.resetHandlers();
  window.localStorage.clear();
  window.sessionStorage.clear();
});
afterAll(() => server.close());
