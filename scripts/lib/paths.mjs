import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
export const playground = join(root, 'playground');
export const strapiBin = join(root, 'node_modules', '@strapi', 'strapi', 'bin', 'strapi.js');
