import { z } from 'zod';

import { parse } from './parse';

const schema = z.object({
  url: z
    .string('Enter the discovery URL of the provider.')
    .trim()
    .min(1, 'Enter the discovery URL of the provider.')
    .max(2_000),
});

export const parseDiscovery = (body: unknown) => parse(schema, body ?? {});
