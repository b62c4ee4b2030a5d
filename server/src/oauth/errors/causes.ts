const MAX_DEPTH = 10;

const causeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;

/** The error and its causes, outermost first; at most 10. */
export const causesOf = (error: unknown): unknown[] => {
  const chain: unknown[] = [];
  for (let next = error; next !== undefined && chain.length < MAX_DEPTH; next = causeOf(next)) {
    chain.push(next);
  }
  return chain;
};

const textOf = (value: unknown, property: 'name' | 'code' | 'message'): string | undefined => {
  if (typeof value !== 'object' || value === null) return undefined;
  const text: unknown = Reflect.get(value, property);
  return typeof text === 'string' ? text : undefined;
};

/** The `name` of each error in the chain that has one, including errors from other realms. */
export const namesOf = (error: unknown): string[] =>
  causesOf(error).flatMap((cause) => textOf(cause, 'name') ?? []);

/** The `code` of each error in the chain that has one. */
export const codesOf = (error: unknown): string[] =>
  causesOf(error).flatMap((cause) => textOf(cause, 'code') ?? []);

/** The `message` of each error in the chain that has one. */
export const messagesOf = (error: unknown): string[] =>
  causesOf(error).flatMap((cause) => textOf(cause, 'message') ?? []);

const describe = (cause: unknown): string | undefined => {
  const name = textOf(cause, 'name');
  // A parser's message quotes the text that it could not parse, which may hold a token.
  const message = name === 'SyntaxError' ? undefined : textOf(cause, 'message');
  const code = textOf(cause, 'code');
  return name && [name, code && `[${code}]`, message && `: ${message}`].filter(Boolean).join('');
};

/**
 * An error that is safe to keep as a cause: the names, codes, messages and stack of the original.
 * It drops the responses and bodies that libraries attach to their errors, because loggers print
 * them.
 */
export const withoutSecrets = (error: unknown): Error => {
  const summary = causesOf(error).flatMap((cause) => describe(cause) ?? []);
  const kept = new Error(summary.join(' < ') || 'unknown');
  if (error instanceof Error && error.stack) {
    const frames = error.stack.split('\n').filter((line) => /^\s+at /.test(line));
    kept.stack = [`Error: ${kept.message}`, ...frames].join('\n');
  }
  return kept;
};
