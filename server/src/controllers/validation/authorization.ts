import { z } from 'zod';

import { accountSchema, plainText, scopeSchema } from './fields';
import { parse } from './parse';

const connectSchema = z.object({
  owner: z.enum(['me', 'shared'], 'Choose "me" or "shared".').optional(),
  account: accountSchema.default('default'),
  returnTo: plainText().max(2_000).optional(),
  scopes: z.array(scopeSchema).max(200).optional(),
  values: z.record(z.string().max(200), plainText('Enter a value.').max(2_000)).optional(),
});

/** 32 random bytes in base64url. */
const TICKET_PATTERN = /^[A-Za-z0-9_-]{43}$/;

const completeSchema = z.object({
  ticket: z.string('The ticket is missing.').regex(TICKET_PATTERN, 'The ticket is not valid.'),
  confirm: z.boolean('Enter true or false.').optional(),
});

const pollSchema = z.object({
  confirm: z.literal(true, 'Enter true, or leave it out.').optional(),
});

export const parseConnect = (body: unknown) => parse(connectSchema, body ?? {});

export const parseComplete = (body: unknown) => parse(completeSchema, body ?? {});

export const parsePoll = (body: unknown) => parse(pollSchema, body ?? {});

const flowUidSchema = z.uuid();

/** Null if it is not a UUID, because no such flow can exist. */
export const parseFlowUid = (uid: unknown): string | null =>
  flowUidSchema.safeParse(uid).data ?? null;
