import { randomBytes } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { playground } from './paths.mjs';

const NAMES = [
  'APP_KEYS',
  'ADMIN_JWT_SECRET',
  'API_TOKEN_SALT',
  'TRANSFER_TOKEN_SALT',
  'ENCRYPTION_KEY',
  'JWT_SECRET',
];

/** Creates the playground's own secrets, once. */
export function ensureSecrets() {
  const file = join(playground, '.env');
  if (existsSync(file)) return;
  const lines = NAMES.map((name) => `${name}=${randomBytes(32).toString('base64url')}`);
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
}
