import { ConnectedAppsError } from '../errors/connected-apps-error';

const tooLarge = (maxBytes: number): ConnectedAppsError =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The provider's response is larger than ${maxBytes} bytes and was not read.`,
    { reason: 'response_too_large' }
  );

const readBytes = async (
  body: ReadableStream<Uint8Array>,
  maxBytes: number
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream, which closes the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Headers that describe the bytes on the wire, not the decoded bytes. */
const TRANSFER_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding'];

/** Limits of `Response`. Servers also send other statuses, such as 999, and a body with 205. */
const MIN_STATUS = 200;
const MAX_STATUS = 599;
const STATUSES_WITHOUT_BODY = [204, 205, 304];

const portableStatus = (status: number): number =>
  status >= MIN_STATUS && status <= MAX_STATUS ? status : 502;

/**
 * Reads the whole body into memory. Returns the same response without its reason phrase. A status
 * that HTTP does not define (RFC 9110 §15) becomes 502.
 * @throws {ConnectedAppsError} `provider_unavailable` (`response_too_large`) beyond `maxBytes`,
 *   counted after decompression
 */
export const bufferResponse = async (response: Response, maxBytes: number): Promise<Response> => {
  const bytes = response.body ? await readBytes(response.body, maxBytes) : new Uint8Array();
  const status = portableStatus(response.status);
  const hasBody = bytes.byteLength > 0 && !STATUSES_WITHOUT_BODY.includes(status);
  const headers = new Headers([...response.headers]);
  for (const name of TRANSFER_HEADERS) headers.delete(name);
  return new Response(hasBody ? bytes : null, { status, headers });
};
