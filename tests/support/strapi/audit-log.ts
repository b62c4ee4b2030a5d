import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';

import type { Core } from '@strapi/strapi';
import winston from 'winston';

import type { AuditEntry } from '../../../server/src/services/runtime/audit';

const GUIDE = path.resolve(__dirname, '../../../docs/guides/operations.md');

/** The command that prints the audit log, without jq, which only makes it readable. */
const documentedCommand = (): string => {
  const command = readFileSync(GUIDE, 'utf8').match(/^(sed .*) strapi\.log \| jq$/m)?.[1];
  if (!command) throw new Error('the guide has no command that prints the audit log');
  return command;
};

/** What the documented command prints of a log. */
export const printedRecords = (log: string): AuditEntry[] => {
  const folder = mkdtempSync(path.join(tmpdir(), 'connected-apps-log-'));
  writeFileSync(path.join(folder, 'strapi.log'), log);
  const output = execFileSync('sh', ['-c', `${documentedCommand()} strapi.log`], {
    cwd: folder,
    encoding: 'utf8',
  });
  rmSync(folder, { recursive: true });
  return output
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
};

const LINE = Symbol.for('message');

/** Receives each line as Strapi's own format prints it, and the object for other formats. */
export const watchLog = (
  strapi: Core.Strapi,
  take: (line: string, info: Record<string, unknown>) => void
): void => {
  const stream = new Writable({
    objectMode: true,
    write(info, _encoding, done) {
      take(info[LINE], info);
      done();
    },
  });
  strapi.log.add(new winston.transports.Stream({ level: 'info', stream }));
};
