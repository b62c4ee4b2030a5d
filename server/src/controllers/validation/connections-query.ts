import { z } from 'zod';

import { OWNER_KINDS } from '../../owners/kinds';
import { keyFilterSchema } from './fields';
import { parse } from './parse';

const MAX_PAGE_SIZE = 100;

const schema = z.object({
  page: z.coerce.number().int().min(1).max(1_000_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).default(10),
  app: keyFilterSchema.optional(),
  ownerKind: z.enum(OWNER_KINDS).optional(),
  status: z.enum(['active', 'needs_reconnect']).optional(),
});

export const parseConnectionsQuery = (query: unknown) => {
  const { page, pageSize, app, ownerKind, status } = parse(schema, query);
  return { filters: { appKey: app, ownerKind, status }, pagination: { page, pageSize } };
};
