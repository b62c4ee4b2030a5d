import {
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './paths.mjs';

const packageJson = join(root, 'package.json');

/**
 * What other packages may import, as `exports` in package.json says. All paths are absolute.
 *
 * @typedef {object} Entry
 * @property {string} name E.g. `strapi-server`.
 * @property {string} sources The folder with its tsconfig.json.
 * @property {string} code The file that is loaded.
 * @property {string} types The file with its declarations.
 */

/** @type {Entry[]} */
export const entries = Object.entries(JSON.parse(readFileSync(packageJson, 'utf8')).exports)
  .filter(([, target]) => target.source)
  .map(([path, target]) => ({
    name: path.slice('./'.length),
    sources: join(root, dirname(dirname(target.source))),
    code: join(root, target.default),
    types: join(root, target.types),
  }));

/**
 * Runs API Extractor on the declarations of an entry.
 *
 * @param {Entry} entry
 * @param {object} outputs As in api-extractor.json.
 * @param {object} [options]
 * @param {string} [options.from] The declarations, if they are not yet where they are published.
 * @param {boolean} [options.localBuild] Whether a new API report replaces the committed one.
 * @returns {import('@microsoft/api-extractor').ExtractorResult}
 */
export function extract({ sources, types }, outputs, { from = types, localBuild = false } = {}) {
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: packageJson,
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: from,
      compiler: { tsconfigFilePath: join(sources, 'tsconfig.json') },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          // Types derived from a list of names, such as the error codes, pull in that list.
          'ae-forgotten-export': { logLevel: 'none' },
          // Everything that an entry exports is public, so no comment needs to say so.
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        // The comments are for editors; nothing generates pages from them.
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
      ...outputs,
    },
  });
  return Extractor.invoke(config, {
    localBuild,
    messageCallback(message) {
      // Which TypeScript it uses is its own matter.
      if (message.messageId === ConsoleMessageId.Preamble)
        message.logLevel = ExtractorLogLevel.None;
    },
  });
}
