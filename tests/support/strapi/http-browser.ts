/** The parts of a browser that a flow needs: cookies and redirects. */
export class HttpBrowser {
  readonly #cookies = new Map<string, string>();

  async #request(url: URL, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`);
    if (cookies.length > 0) headers.set('cookie', cookies.join('; '));
    const response = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const separator = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, separator), pair.slice(separator + 1));
    }
    return response;
  }

  /** Follows redirects to a page, or to an address that satisfies `isEnd`. */
  async open(
    address: string | URL,
    init: RequestInit = {},
    isEnd: (url: URL) => boolean = () => false
  ): Promise<{ url: URL; status: number; text: string }> {
    let url = new URL(address);
    let response = await this.#request(url, init);
    for (let hops = 0; hops < 15; hops += 1) {
      const location = response.headers.get('location');
      if (!location) return { url, status: response.status, text: await response.text() };
      url = new URL(location, url);
      if (isEnd(url)) return { url, status: response.status, text: '' };
      response = await this.#request(url, {});
    }
    throw new Error(`too many redirects, last ${url.href}`);
  }

  submit(
    address: string | URL,
    fields: Record<string, string>,
    isEnd?: (url: URL) => boolean
  ): Promise<{ url: URL; status: number; text: string }> {
    const init = { method: 'POST', body: new URLSearchParams(fields) };
    return this.open(address, init, isEnd);
  }
}

const ACCOUNTS = {
  jane: { email: 'jane@demo.test', password: 'Demo-1234' },
  john: { email: 'john@demo.test', password: 'Demo-1234' },
};

export interface ConsentOptions {
  account?: keyof typeof ACCOUNTS;
  decision?: 'allow' | 'deny';
}

const isCallback = (url: URL) => url.pathname.includes('/connected-apps/callback/');

/**
 * Signs in at Demo Mail and decides on the consent page.
 * @returns the callback URL to which the provider redirects the browser
 */
export const consent = async (
  authorizationUrl: string | URL,
  { account = 'jane', decision = 'allow' }: ConsentOptions = {},
  browser = new HttpBrowser()
): Promise<URL> => {
  let page = await browser.open(authorizationUrl, {}, isCallback);
  if (page.text.includes('/sign-in"')) {
    page = await browser.submit(`${page.url.href}/sign-in`, ACCOUNTS[account], isCallback);
  }
  if (isCallback(page.url)) return page.url;
  const { url } = await browser.submit(`${page.url.href}/consent`, { decision }, isCallback);
  if (!isCallback(url)) throw new Error(`the provider did not come back, but went to ${url.href}`);
  return url;
};
