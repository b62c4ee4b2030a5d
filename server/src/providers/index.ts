import type { KeyValue, ProviderPreset } from '../contracts';
import { custom } from './custom';
import { dropbox } from './dropbox';
import { github } from './github';
import { gitlab } from './gitlab';
import { google } from './google';
import { microsoft } from './microsoft';
import { salesforce } from './salesforce';
import { xero } from './xero';
import { zoom } from './zoom';

/** Presets for well-known providers. A new one needs one file here and one line in this list. */
export const providerPresets: ProviderPreset[] = [
  custom,
  dropbox,
  github,
  gitlab,
  google,
  microsoft,
  salesforce,
  xero,
  zoom,
];

/** By preset id; empty for an unknown id. */
export const endedGrantWordsOf = (id: string): KeyValue[] =>
  providerPresets.find((preset) => preset.id === id)?.protocol.endedGrantWords ?? [];
