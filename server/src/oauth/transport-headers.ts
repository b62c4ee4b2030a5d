/**
 * Headers that determine where a request goes or ends, so nobody may set them, as in browsers (Fetch
 * §2.2.2). `Host` would choose another server behind the address, and the name that the certificate
 * is checked against.
 */
export const TRANSPORT_HEADERS: readonly string[] = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];
