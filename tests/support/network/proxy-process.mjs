import { createServer } from 'node:http';
import { connect } from 'node:net';

/**
 * An HTTP proxy that only tunnels (CONNECT, RFC 9110 §9.3.6), in its own process. It resolves
 * names by a given table, and reports its port, then each request, to its parent.
 */
const { hosts = {}, credentials = null, refuses = [] } = JSON.parse(process.argv[2] ?? '{}');

const statusFor = (host, authorization) => {
  const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  if (expected && authorization !== expected) return 407;
  return refuses.includes(host) ? 403 : 200;
};

const REASONS = { 407: 'Proxy Authentication Required', 403: 'Forbidden', 502: 'Bad Gateway' };

const refuse = (socket, status) =>
  socket.end(`HTTP/1.1 ${status} ${REASONS[status]}\r\ncontent-length: 0\r\n\r\n`);

const server = createServer((request, response) => {
  process.send({ method: request.method, target: request.url });
  response.writeHead(405).end();
});

server.on('connect', (request, client, head) => {
  const { hostname, port } = new URL(`http://${request.url}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  const status = statusFor(host, request.headers['proxy-authorization']);
  process.send({ method: 'CONNECT', target: request.url, status });
  client.on('error', () => client.destroy());
  if (status !== 200) return refuse(client, status);
  const target = connect(Number(port || 80), hosts[host] ?? host, () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    target.write(head);
    target.pipe(client).pipe(target);
  });
  target.on('error', () => (client.bytesWritten > 0 ? client.destroy() : refuse(client, 502)));
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('disconnect', () => process.exit());
