import { readdirSync } from 'node:fs';
import path from 'node:path';

import type { Service } from './service';

const FOLDER = path.join(__dirname, 'services');

const load = (file: string): Service =>
  jest.requireActual<{ service: Service }>(path.join(FOLDER, file)).service;

/** By id, which is also the name of the file. */
export const services = (): ReadonlyMap<string, Service> => {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.ts'));
  return new Map(files.map((file) => [path.basename(file, '.ts'), load(file)]));
};
