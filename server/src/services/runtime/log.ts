type Write = (message: string, details?: object) => unknown;

/** The part of Strapi's log that the plugin uses. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}
