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

const CALLBACK_FORM = /<form method="post" action="([^"]+\/connected-apps\/callback\/[^"]+)">/;

const isCallbackForm = (page: string): boolean => CALLBACK_FORM.test(page);

const isCallback = (url: URL) => url.pathname.includes('/connected-apps/callback/');

/** Signs in at Demo Mail and decides on the consent page, up to the callback or a last page. */
const decide = async (
  authorizationUrl: string | URL,
  { account = 'jane', decision = 'allow' }: ConsentOptions,
  browser: HttpBrowser
): Promise<{ url: URL; text: string }> => {
  let page = await browser.open(authorizationUrl, {}, isCallback);
  if (page.text.includes('/sign-in"')) {
    page = await browser.submit(`${page.url.href}/sign-in`, ACCOUNTS[account], isCallback);
  }
  if (isCallback(page.url) || isCallbackForm(page.text)) return page;
  return browser.submit(`${page.url.href}/consent`, { decision }, isCallback);
};

/**
 * Signs in at Demo Mail and decides on the consent page.
 * @returns the callback URL to which the provider redirects the browser
 */
export const consent = async (
  authorizationUrl: string | URL,
  options: ConsentOptions = {},
  browser = new HttpBrowser()
): Promise<URL> => {
  const { url } = await decide(authorizationUrl, options, browser);
  if (!isCallback(url)) throw new Error(`the provider did not come back, but went to ${url.href}`);
  return url;
};

const FIELD = /<input type="hidden" name="([^"]+)" value="([^"]*)"\/>/g;

/** The same for a provider that lets the browser post its response: the form that it would post. */
export const consentByForm = async (
  authorizationUrl: string | URL,
  options: ConsentOptions = {}
): Promise<{ action: URL; form: URLSearchParams; origin: string }> => {
  const { url, text } = await decide(authorizationUrl, options, new HttpBrowser());
  const action = CALLBACK_FORM.exec(text)?.[1];
  if (action === undefined) throw new Error(`no form for the callback, but ${text}`);
  const fields = [...text.matchAll(FIELD)].map(([, name = '', value = '']): [string, string] => [
    name,
    value,
  ]);
  return { action: new URL(action), form: new URLSearchParams(fields), origin: url.origin };
};

const valueOf = (page: string, name: string): string => {
  const [, value] = new RegExp(`name="${name}" value="([^"]+)"`).exec(page) ?? [];
  if (value === undefined) throw new Error(`the page has no ${name}`);
  return value;
};

/** Enters a code at Demo Mail, or opens the link that has it, then signs in and decides. */
export const enterCode = async (
  { userCode, verificationUri }: { userCode: string; verificationUri: string },
  { account = 'jane', decision = 'allow' }: ConsentOptions = {}
): Promise<void> => {
  const browser = new HttpBrowser();
  const { text: asked } = await browser.open(verificationUri);
  const code = { xsrf: valueOf(asked, 'xsrf'), user_code: userCode };
  const { text: shown } = await browser.submit(verificationUri, code);
  const choice = { xsrf: valueOf(shown, 'xsrf'), user_code: userCode };
  if (decision === 'deny') {
    await browser.submit(verificationUri, { ...choice, abort: 'yes' });
    return;
  }
  const signIn = await browser.submit(verificationUri, { ...choice, confirm: 'yes' });
  const consentPage = await browser.submit(`${signIn.url.href}/sign-in`, ACCOUNTS[account]);
  const done = await browser.submit(`${consentPage.url.href}/consent`, { decision });
  if (!done.text.includes('may use your account now')) throw new Error(done.text);
};
