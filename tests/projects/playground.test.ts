import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { generate } from './generator';
import { STRAPI } from './matrix';

const PLAYGROUND = path.resolve(__dirname, '../../playground');

/** The files of `config`, not of its folders. */
const configOf = (folder: string): Record<string, string> => {
  const config = path.join(folder, 'config');
  const files = readdirSync(config, { withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files.map(({ name }) => [name, readFileSync(path.join(config, name), 'utf8')])
  );
};

it('T01 the playground has the configuration that create-strapi-app writes, unchanged', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-generated-'));
  const answers = { language: 'javascript', database: 'sqlite', packageManager: 'npm' } as const;
  await generate({ strapi: STRAPI.newest, ...answers }, folder);
  const written = configOf(path.join(folder, 'project'));
  rmSync(folder, { recursive: true });
  expect(Object.keys(written)).toContain('database.js');
  expect(configOf(PLAYGROUND)).toEqual(written);
}, 300_000);
