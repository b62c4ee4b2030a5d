// @ts-check
import { readFileSync } from 'node:fs';
import { html, trusted } from './html.js';

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/**
 * @param {object} page
 * @param {string} page.title
 * @param {unknown} page.body
 * @param {boolean} [page.narrow]
 */
export function layout({ title, body, narrow = false }) {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Demo Mail</title>
        <link
          rel="icon"
          href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ctext y='13' font-size='13'%3E✉️%3C/text%3E%3C/svg%3E"
        />
        <style>
          ${trusted(STYLE)}
        </style>
      </head>
      <body>
        <header>
          <a class="brand" href="/">Demo Mail <span>for development</span></a>
          <nav class="row" aria-label="Main">
            <a href="/console">Developer console</a>
            <a href="/account">Your account</a>
          </nav>
        </header>
        <main class="${narrow ? 'narrow' : ''}">${body}</main>
      </body>
    </html>`.toString();
}
