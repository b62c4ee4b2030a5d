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

/** The design system needs it, and jsdom lacks it. */
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
    // A desktop: every `min-width` query matches.
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

/** From Strapi's own test providers, and from other tabs' news, which no test can wrap in `act`. */
const NOISE = /React Router Future Flag|not wrapped in act\(/;

/* eslint-disable no-console -- this filters the console itself */
for (const level of ['warn', 'error'] as const) {
  const print = console[level].bind(console);
  console[level] = (...parts: unknown[]) => {
    if (!parts.some((part) => NOISE.test(String(part)))) print(...parts);
  };
}
/* eslint-enable no-console */

configure({ asyncUtilTimeout: 15_000 });
jest.setTimeout(120_000);

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }));
afterEach(() => {
  server.resetHandlers();
  window.localStorage.clear();
  window.sessionStorage.clear();
});
afterAll(() => server.close());
