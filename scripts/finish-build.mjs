import { readdirSync, rmSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { entries, extract } from './lib/declarations.mjs';

// `strapi-plugin build` writes each entry in two module formats, with a declaration file for each
// source file. This leaves the format that package.json names, and one declaration file.

for (const entry of entries) {
  rollUpTypes(entry);
  removeSurplus(entry);
}

function rollUpTypes(entry) {
  const outputs = { dtsRollup: { enabled: true, untrimmedFilePath: entry.types } };
  const from = join(dirname(entry.types), 'index.d.ts');
  const { succeeded } = extract(entry, outputs, { from });
  if (!succeeded) throw new Error(`The types of ${entry.name} could not be rolled up.`);
}

function removeSurplus({ code, types }) {
  const folder = dirname(code);
  for (const file of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, file.name);
    const isWanted = file.isFile() && (path === types || extname(file.name) === extname(code));
    if (!isWanted) rmSync(path, { recursive: true });
  }
}
