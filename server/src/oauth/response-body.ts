import { ConnectedAppsError } from '../errors';

const tooLarge = (maxBytes: number): ConnectedAppsError =>
  new ConnectedAppsError(
    'provider_unavailable',
    `The provider's answer is larger than ${maxBytes} bytes and was not read.`,
    { reason: 'response_too_large' }
  );

const readBytes = async (
  body: ReadableStream<Uint8Array>,
  maxBytes: number
): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the stream, and so the connection.
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** Headers that describe the bytes on the wire, not those that were decoded from them. */
const TRANSFER_HEADERS = ['content-encoding', 'content-length', 'transfer-encoding'];

/**
 * The same response with its whole body in memory.
 * @throws {ConnectedAppsError} `provider_unavailable` (`response_too_large`) beyond `maxBytes`,
 *   counted after decompression
 */
export const bufferResponse = async (response: Response, maxBytes: number): Promise<Response> => {
  const bytes = response.body ? await readBytes(response.body, maxBytes) : new Uint8Array();
  const { status, statusText } = response;
  const headers = new Headers([...response.headers]);
  for (const name of TRANSFER_HEADERS) headers.delete(name);
  return new Response(bytes.byteLength > 0 ? bytes : null, { status, statusText, headers });
};
