// @ts-check
import { html } from './html.js';
import { layout } from './layout.js';

/**
 * @typedef {import('../clients.js').Client} Client
 *
 * @param {object} page
 * @param {Client[]} page.clients
 * @param {string} page.discoveryUrl
 * @param {{ name?: string, redirectUris?: string }} [page.input] The input to keep after an error.
 * @param {string} [page.error]
 */
export const consolePage = ({ clients, discoveryUrl, input = {}, error }) =>
  layout({
    title: 'Developer console',
    body: html`
      <h1>Developer console</h1>
      <p>
        Register an app to get a client id and a client secret. To keep the demo short, everyone who
        can open this page may do so.
      </p>
      <dl class="card">
        <dt>Discovery URL</dt>
        <dd>${discoveryUrl}</dd>
      </dl>
      ${error && html`<p class="error" role="alert">${error}</p>`}
      ${clients.length > 0 && html`<h2>Your clients</h2>`} ${clients.map(clientCard)}
      <section class="card" aria-labelledby="create">
        <h2 id="create">Create a client</h2>
        <form method="post" action="/console/clients">
          ${clientFields(input)}
          <button>Create client</button>
        </form>
      </section>
    `,
  });

/** @param {Client} client */
const clientCard = ({ clientId, clientSecret, name, redirectUris }) => html`
  <section class="card" id="${clientId}" aria-label="${name}">
    <h2>${name}</h2>
    <dl>
      <dt>Client id</dt>
      <dd>${clientId}</dd>
      <dt>Client secret</dt>
      <dd>${clientSecret}</dd>
      <dt>Redirect URIs</dt>
      ${redirectUris.map((uri) => html`<dd>${uri}</dd>`)}
    </dl>
    <details>
      <summary>Edit or delete</summary>
      <form method="post" action="/console/clients/${clientId}">
        ${clientFields({ name, redirectUris: redirectUris.join('\n') })}
        <div class="row">
          <button>Save</button>
          <button class="danger" formaction="/console/clients/${clientId}/delete" formnovalidate>
            Delete client
          </button>
        </div>
      </form>
    </details>
  </section>
`;

/** @param {{ name?: string, redirectUris?: string }} values */
const clientFields = ({ name, redirectUris }) => html`
  <label>
    Name
    <span class="hint">Users see it on the consent page.</span>
    <input name="name" required maxlength="80" value="${name}" />
  </label>
  <label>
    Redirect URIs
    <span class="hint">One per line, exactly as the app shows them.</span>
    <textarea name="redirectUris" required rows="2" spellcheck="false">${redirectUris}</textarea>
  </label>
`;
