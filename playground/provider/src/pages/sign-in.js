// @ts-check
import { html } from './html.js';
import { layout } from './layout.js';

/**
 * @param {object} page
 * @param {string} page.action Where the form goes. Fields: `email`, `password`.
 * @param {import('../accounts.js').Account[]} page.accounts
 * @param {string} [page.clientName] The app the user comes from.
 * @param {string} [page.email]
 * @param {boolean} [page.failed]
 */
export const signInPage = ({ action, accounts, clientName, email, failed }) =>
  layout({
    title: 'Sign in',
    narrow: true,
    body: html`
      <h1>Sign in</h1>
      ${clientName && html`<p>to continue to <strong>${clientName}</strong></p>`}
      <form class="card" method="post" action="${action}">
        ${failed && html`<p class="error" role="alert">The email or the password is wrong.</p>`}
        <label>
          Email
          <input name="email" type="email" autocomplete="username" required value="${email}" />
        </label>
        <label>
          Password
          <input name="password" type="password" autocomplete="current-password" required />
        </label>
        <button>Sign in</button>
      </form>
      <section class="card" aria-labelledby="demo-accounts">
        <h2 id="demo-accounts">Demo accounts</h2>
        ${accounts.map((account) => demoAccount({ account, action }))}
      </section>
    `,
  });

/** @param {{ account: import('../accounts.js').Account, action: string }} props */
const demoAccount = ({ account, action }) => html`
  <form method="post" action="${action}" class="row spread">
    <input type="hidden" name="email" value="${account.email}" />
    <input type="hidden" name="password" value="${account.password}" />
    <p>
      ${account.email}
      <span class="hint">Password: <code>${account.password}</code></span>
    </p>
    <button class="quiet">Continue as ${account.name.split(' ')[0]}</button>
  </form>
`;
