// @ts-check
import { describeScope } from './consent.js';
import { html } from './html.js';
import { layout } from './layout.js';

/**
 * @typedef {object} GrantSummary
 * @property {string} clientId
 * @property {string} clientName
 * @property {string[]} scopes
 * @property {Date} since
 *
 * @param {object} page
 * @param {import('../accounts.js').Account} page.account
 * @param {GrantSummary[]} page.grants
 */
export const accountPage = ({ account, grants }) =>
  layout({
    title: 'Your account',
    body: html`
      <div class="row spread">
        <h1>${account.name}</h1>
        <form method="post" action="/sign-out"><button class="quiet">Sign out</button></form>
      </div>
      <p class="muted">${account.email}</p>
      <h2>Apps with access</h2>
      ${grants.length === 0 && html`<p class="card">No app has access to your messages.</p>`}
      ${grants.map(grantCard)}
    `,
  });

/** @param {GrantSummary} grant */
const grantCard = ({ clientId, clientName, scopes, since }) => html`
  <section class="card" aria-labelledby="${clientId}">
    <div class="row spread">
      <h2 id="${clientId}">${clientName}</h2>
      <form method="post" action="/account/withdraw">
        <input type="hidden" name="clientId" value="${clientId}" />
        <button class="danger" aria-label="Withdraw access of ${clientName}">
          Withdraw access
        </button>
      </form>
    </div>
    <p class="muted">Since ${formatDate(since)}</p>
    <ul>
      ${scopes.map((scope) => html`<li>${describeScope(scope)}</li>`)}
    </ul>
  </section>
`;

/** @param {Date} date */
const formatDate = (date) =>
  date.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short' });
