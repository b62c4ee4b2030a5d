// @ts-check
import { html } from './html.js';
import { layout } from './layout.js';

/** @type {Record<string, string>} */
const SCOPES = {
  openid: 'Know that it is you',
  email: 'See your email address',
  profile: 'See your name',
  'mail.read': 'Read your messages',
  offline_access: 'Keep this access while you are away',
};

/** @param {string} scope */
export const describeScope = (scope) => SCOPES[scope] ?? scope;

/**
 * @param {object} page
 * @param {string} page.action Where the form goes. Field: `decision`, `allow` or `deny`.
 * @param {string} page.switchUrl
 * @param {string} page.clientName
 * @param {string | null} page.returnsTo The host that gets the response; null: none does.
 * @param {import('../accounts.js').Account} page.account
 * @param {string[]} page.scopes
 */
export const consentPage = ({ action, switchUrl, clientName, returnsTo, account, scopes }) =>
  layout({
    title: `Allow ${clientName}?`,
    narrow: true,
    body: html`
      <h1>Allow ${clientName} to use your Demo Mail account?</h1>
      <div class="card">
        <p class="row spread">
          <span>${account.name}<span class="hint">${account.email}</span></span>
          <a href="${switchUrl}">Use another account</a>
        </p>
        <p>${clientName} will be able to:</p>
        <ul>
          ${scopes.map(
            (scope) => html`<li>${describeScope(scope)} <code class="muted">${scope}</code></li>`
          )}
        </ul>
        <p class="muted">
          ${returnsTo ? `You will return to ${returnsTo}. ` : ''}You can withdraw this at any time
          on
          <a href="/account">your account page</a>.
        </p>
        <form method="post" action="${action}" class="split">
          <button name="decision" value="deny" class="quiet">Deny</button>
          <button name="decision" value="allow">Allow</button>
        </form>
      </div>
    `,
  });
