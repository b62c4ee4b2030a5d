// @ts-check
import { html, trusted } from './html.js';
import { layout } from './layout.js';

/** @param {any} ctx @param {{ title: string, body: unknown }} page */
const show = (ctx, { title, body }) => {
  ctx.type = 'html';
  ctx.body = layout({
    title,
    narrow: true,
    body: html`<h1>${title}</h1>
      <div class="card">${body}</div>`,
  });
};

/** @type {Record<string, string>} */
const PROBLEMS = {
  NoCodeError: 'Enter the code that the app shows.',
  NotFoundError: 'This code is not known. Compare it with the app.',
  ExpiredError: 'This code has expired. Get a new one in the app.',
  AlreadyUsedError: 'This code has already been used. Get a new one in the app.',
  AbortedError: 'You have refused. You can close this page.',
};

/**
 * Asks for the code. The form is oidc-provider's. Fields: `xsrf`, `user_code`.
 *
 * @param {any} ctx
 * @param {string} form
 * @param {Error} [_out]
 * @param {Error} [error]
 */
export function codePage(ctx, form, _out, error) {
  const problem = error && (PROBLEMS[error.name] ?? error.message);
  show(ctx, {
    title: 'Enter the code of your device',
    body: html`
      ${problem ? html`<p>${problem}</p>` : ''} ${trusted(form)}
      <button form="op.deviceInputForm">Continue</button>
    `,
  });
}

/**
 * Shows the code again. Fields besides: `confirm`, or `abort` to refuse.
 *
 * @param {any} ctx
 * @param {string} form
 * @param {any} client
 * @param {unknown} _deviceInfo
 * @param {string} userCode
 */
export function confirmCodePage(ctx, form, client, _deviceInfo, userCode) {
  show(ctx, {
    title: `Connect ${client.clientName}?`,
    body: html`
      <p>Go on only if ${client.clientName} shows this code: <code>${userCode}</code></p>
      ${trusted(form)}
      <p class="split">
        <button form="op.deviceConfirmForm" name="abort" value="yes" class="quiet">Refuse</button>
        <button form="op.deviceConfirmForm">Continue</button>
      </p>
    `,
  });
}

/** @param {any} ctx */
export function codeDonePage(ctx) {
  const { clientName } = ctx.oidc.client;
  show(ctx, {
    title: 'Done',
    body: html`<p>${clientName} may use your account now. You can close this page.</p>`,
  });
}
