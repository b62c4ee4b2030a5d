/**
 * The URL that a text stands for; null if it stands for none. Not `URL.canParse`: in Node.js 20, it
 * soon calls a text with a Latin-1 character, such as `ü`, no URL (its optimized version reads the
 * text as UTF-8).
 */
export const parseUrl = (text: string, base?: string | URL): URL | null => {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
};
