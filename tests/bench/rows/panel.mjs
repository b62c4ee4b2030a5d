// @ts-check
// The plugin's share of the panel's first load: its entry and the entry's static imports. Pages
// load later, when somebody opens them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { result } from '../lib/results.mjs';

const DIST = fileURLToPath(new URL('../../../dist/admin', import.meta.url));
const MAX_BYTES = 5_000;

const STATIC_IMPORT = /^(?:import|export)\b[^'"]*?(?:from\s*)?["'](\.[^"']+)["'];?$/gm;
const EN_TRANSLATIONS = /import\("(\.\/en-[^"]+)"\)/;

/** @returns {Set<string>} the file and its direct and indirect imports from this package */
function withImports(/** @type {string} */ file, files = new Set()) {
  if (files.has(file)) return files;
  files.add(file);
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    withImports(join(dirname(file), specifier), files);
  }
  return files;
}

/** As built here; the panel's own build minifies it before it is compressed. */
const size = (/** @type {Iterable<string>} */ files) =>
  gzipSync([...files].map((file) => readFileSync(file, 'utf8')).join('\n')).length;

export function measure() {
  const files = withImports(join(DIST, 'index.mjs'));
  const source = [...files].map((file) => readFileSync(file, 'utf8')).join('\n');
  const translations = EN_TRANSLATIONS.exec(source)?.[1];
  const bytes = size(files);
  return [
    result({
      name: "the panel's first load, gzip",
      value: bytes,
      unit: 'bytes',
      peer: 'the limit',
      peerValue: MAX_BYTES,
      target: '≤ 5 kB',
      isMet: ({ value }) => value <= MAX_BYTES,
    }),
    ...(translations
      ? [
          result({
            name: 'the same and its English texts, which Strapi loads at the start too',
            value: size([...files, join(DIST, translations)]),
            unit: 'bytes',
            peer: 'the limit',
            peerValue: MAX_BYTES,
          }),
        ]
      : []),
  ];
}
