import type { ProviderPreset } from '../contracts';
import { custom } from './custom';
import { dropbox } from './dropbox';
import { github } from './github';
import { gitlab } from './gitlab';
import { google } from './google';
import { microsoft } from './microsoft';
import { salesforce } from './salesforce';
import { xero } from './xero';
import { zoom } from './zoom';

/** What is known of well-known services. A new one is one file here and one line in this list. */
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
