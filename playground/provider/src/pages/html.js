// @ts-check

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Html {
  /** @param {string} markup */
  constructor(markup) {
    this.markup = markup;
  }

  toString() {
    return this.markup;
  }
}

/**
 * Markup in which every value is escaped, except markup made by this function.
 *
 * @param {TemplateStringsArray} strings
 * @param {...unknown} values
 */
export const html = (strings, ...values) =>
  new Html(String.raw({ raw: strings }, ...values.map(render)));

/** @param {string} markup Our own, never a visitor's. */
export const trusted = (markup) => new Html(markup);

/** @param {unknown} value @returns {string} */
function render(value) {
  if (value instanceof Html) return value.markup;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === undefined || value === null || value === false) return '';
  return String(value).replace(/[&<>"']/g, (char) => ENTITIES[/** @type {'&'} */ (char)]);
}
