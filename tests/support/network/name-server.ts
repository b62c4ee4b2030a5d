import { createSocket, type RemoteInfo } from 'node:dgram';
import { promises as dns, type LookupAddress } from 'node:dns';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import ipaddr from 'ipaddr.js';

import { nth } from '../elements';

/** A real name server on loopback, whose answers a test may change at any time. */
export interface NameServer {
  /**
   * What a name resolves to from now on. Of several lists, each lookup takes the next one, and the
   * last one stays.
   */
  set(name: string, ...answers: readonly (readonly string[])[]): void;
  /** How often a name was looked up. */
  lookups(name: string): number;
  /** Queries this server over UDP, as `dns.promises.lookup` with `all` queries the system's. */
  lookup(hostname: string): Promise<LookupAddress[]>;
  close(): Promise<void>;
}

const TYPE_AAAA = 28;
const HEADER_LENGTH = 12;

/** The labels of RFC 1035 §3.1, as a name with dots, and where they end. */
const readName = (message: Buffer): { name: string; end: number } => {
  const labels: string[] = [];
  let offset = HEADER_LENGTH;
  for (let length = nth(message, offset); length > 0; length = nth(message, offset)) {
    labels.push(message.toString('latin1', offset + 1, offset + 1 + length));
    offset += 1 + length;
  }
  return { name: labels.join('.').toLowerCase(), end: offset + 1 };
};

/** One answer: the name of the question, class IN, a lifetime of 0 s (RFC 1035 §4.1.3). */
const resourceRecord = (type: number, address: string): Buffer => {
  const data = Buffer.from(ipaddr.parse(address).toByteArray());
  const record = Buffer.alloc(12);
  record.writeUInt16BE(0xc000 + HEADER_LENGTH, 0);
  record.writeUInt16BE(type, 2);
  record.writeUInt16BE(1, 4);
  record.writeUInt16BE(data.length, 10);
  return Buffer.concat([record, data]);
};

const responseTo = (query: Buffer, questionEnd: number, records: Buffer[], isKnown: boolean) => {
  const header = Buffer.from(query.subarray(0, HEADER_LENGTH));
  header.writeUInt16BE(isKnown ? 0x8580 : 0x8583, 2);
  header.writeUInt16BE(records.length, 6);
  header.writeUInt32BE(0, 8);
  return Buffer.concat([header, query.subarray(HEADER_LENGTH, questionEnd), ...records]);
};

export const startNameServer = async (): Promise<NameServer> => {
  const answers = new Map<string, (readonly string[])[]>();
  const counts = new Map<string, number>();
  const socket = createSocket('udp4');

  const addressesOf = (name: string, type: number): string[] => {
    const [current = []] = answers.get(name) ?? [];
    const isIPv6 = type === TYPE_AAAA;
    return current.filter((address) => address.includes(':') === isIPv6);
  };

  socket.on('message', (query: Buffer, { port, address }: RemoteInfo) => {
    const { name, end } = readName(query);
    const type = query.readUInt16BE(end);
    const records = addressesOf(name, type).map((item) => resourceRecord(type, item));
    socket.send(responseTo(query, end + 4, records, answers.has(name)), port, address);
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');

  const resolver = new dns.Resolver({ timeout: 10_000, tries: 3 });
  resolver.setServers([`127.0.0.1:${(socket.address() as AddressInfo).port}`]);

  const resolve = async (hostname: string, family: 4 | 6): Promise<LookupAddress[]> => {
    const found = family === 4 ? resolver.resolve4(hostname) : resolver.resolve6(hostname);
    const addresses = await found.catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENODATA') return [];
      throw error;
    });
    return addresses.map((address) => ({ address, family }));
  };

  return {
    set: (name, ...lists) => void answers.set(name, [...lists]),
    lookups: (name) => counts.get(name) ?? 0,
    async lookup(hostname) {
      counts.set(hostname, (counts.get(hostname) ?? 0) + 1);
      const found = [...(await resolve(hostname, 4)), ...(await resolve(hostname, 6))];
      const lists = answers.get(hostname) ?? [];
      if (lists.length > 1) lists.shift();
      return found;
    },
    close: () => new Promise((done) => socket.close(() => done())),
  };
};
