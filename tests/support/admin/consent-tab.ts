export const CONSENT = 'https://idp.example.com/auth?state=1';

/** The tab that the browser opens, as far as the panel touches it. */
export const fakeTab = () => ({
  closed: false,
  opener: window as unknown,
  location: { href: 'about:blank' },
  document: { title: '', body: { textContent: '' } },
  close: jest.fn(),
});

/** Lets the browser open this tab; null: it blocks all tabs. */
export const opens = (tab: ReturnType<typeof fakeTab> | null) =>
  jest.spyOn(window, 'open').mockImplementation(() => tab as unknown as Window | null);
