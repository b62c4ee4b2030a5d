// @ts-check
import { html } from './html.js';
import { layout } from './layout.js';

/** @param {{ title: string, text?: unknown }} page */
export const errorPage = ({ title, text }) =>
  layout({
    title,
    narrow: true,
    body: html`
      <h1>${title}</h1>
      <div class="card"><p>${text}</p></div>
    `,
  });

export const EXPIRED = {
  title: 'This sign-in has expired',
  text: 'It took too long or was already finished. Go back to the app and start again.',
};

/**
 * Shown if an error cannot be sent to the client, because its Redirect URI cannot be trusted.
 *
 * @param {any} ctx
 * @param {Record<string, string>} answer
 * @param {Error} error
 */
export function oidcErrorPage(ctx, answer, error) {
  ctx.type = 'html';
  ctx.body = errorPage(explain(ctx, answer, error));
}

/**
 * @param {any} ctx
 * @param {Record<string, string>} answer
 * @param {Error} error
 */
function explain(ctx, answer, error) {
  const { client, params } = ctx.oidc;
  const clientId = params?.client_id ?? ctx.query.client_id;

  if (error.name === 'InvalidRedirectUri') {
    return {
      title: 'This Redirect URI is not registered',
      text: html`
        “${client.clientName}” asked to return to this Redirect URI:
        <br /><code>${params.redirect_uri}</code><br /><br />
        Add exactly this address to the client in the
        <a href="/console#${client.clientId}">developer console</a>, then try again.
      `,
    };
  }
  if (error.name === 'InvalidClient' && !client) {
    return {
      title: 'This client is not registered',
      text: html`
        No client here has the id <code>${clientId}</code>. Create one in the
        <a href="/console">developer console</a> and copy its client id.
      `,
    };
  }
  if (error.name === 'SessionNotFound') return EXPIRED;
  return {
    title: 'This request can’t be completed',
    text: html`${answer.error_description ?? ''} <code>${answer.error}</code>`,
  };
}
