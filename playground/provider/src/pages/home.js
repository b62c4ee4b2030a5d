// @ts-check
import { html } from './html.js';
import { layout } from './layout.js';

/** @param {{ discoveryUrl: string, accessTokenTtlSeconds: number }} page */
export const homePage = ({ discoveryUrl, accessTokenTtlSeconds }) =>
  layout({
    title: 'Welcome',
    body: html`
      <h1>A small mail service to connect to</h1>
      <p>
        Demo Mail stands in for a service such as Gmail. It has users with messages, an OAuth 2.0
        and OpenID Connect server that lets apps read them, and a console where apps are registered.
        Its access tokens live for only ${accessTokenTtlSeconds} seconds, so that you can watch an
        app refresh them.
      </p>
      <div class="card">
        <h2><a href="/console">Developer console</a></h2>
        <p>Register your app, and get its client id and client secret.</p>
      </div>
      <div class="card">
        <h2><a href="/account">Your account</a></h2>
        <p>See which apps have access to your messages, and withdraw it.</p>
      </div>
      <dl class="card">
        <dt>Discovery URL</dt>
        <dd>${discoveryUrl}</dd>
        <dt>Messages of the signed-in user, scope mail.read</dt>
        <dd>GET /api/messages</dd>
      </dl>
    `,
  });
