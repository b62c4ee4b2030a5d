import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';

import { passOn, type Fault, type FaultyExchange } from './provider';
import { signJwt } from '../providers/http-provider';

/** Longer than a request to a provider may take. */
const TOO_LATE_MS = 31_000;
const SLOW_BYTE_MS = 1_000;
const GIGABYTE = 1024 ** 3;
const CHUNK_BYTES = 64 * 1024;
const MEMBER_BYTES = 16 * 1024 ** 2;

/** Timers of a fault must not keep the tests running. */
const wait = (milliseconds: number) => sleep(milliseconds, undefined, { ref: false });

const answers = (answer: (exchange: FaultyExchange) => Promise<void> | void): Fault => ({
  kind: 'responds',
  answer,
});

type Headers = Record<string, string>;

/** A made-up response; the request does not reach the real provider. */
export const says = (status: number, body: unknown = '', headers: Headers = {}): Fault =>
  answers(({ response }) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = typeof body === 'string' ? 'text/html' : 'application/json';
    response.writeHead(status, { 'content-type': type, ...headers }).end(text);
  });

export const refusesConnections: Fault = { kind: 'refuses' };
export const hasNoAddress: Fault = { kind: 'unresolvable' };

export const resetsBeforeTheResponse = answers(({ response }) => void response.destroy());

export const resetsInTheBody = answers(async ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
  await new Promise<void>((resolve) => {
    response.write('{"access_token":"half-of-a-tok', () => resolve());
  });
  response.destroy();
});

export const neverResponds = answers(() => undefined);

const ignoreHangUp = () => undefined;

export const sendsOneByteASecond = answers(async ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  async function* bytes() {
    for (const byte of '{"access_token":"'.padEnd(120, 'x')) {
      yield byte;
      await wait(SLOW_BYTE_MS);
    }
  }
  await pipeline(Readable.from(bytes()), response).catch(ignoreHangUp);
});

/** The provider responds, but only after the client has timed out. */
export const respondsTooLate = answers(async ({ response, forward }) => {
  const answer = await forward();
  await wait(TOO_LATE_MS);
  passOn(response, answer);
});

/** The provider handles the request, and the network loses its response. */
export const losesTheResponse = answers(async ({ response, forward }) => {
  await forward();
  response.destroy();
});

export const sendsAGigabyte = answers(async ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  const chunk = Buffer.alloc(CHUNK_BYTES, ' ');
  function* chunks() {
    for (let sent = 0; sent < GIGABYTE; sent += chunk.length) yield chunk;
  }
  await pipeline(Readable.from(chunks()), response).catch(ignoreHangUp);
});

/** A gzip file whose members expand to a gigabyte of blanks; a megabyte on the wire. */
export const sendsACompressedGigabyte = answers(async ({ response }) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' });
  const member = gzipSync(Buffer.alloc(MEMBER_BYTES, ' '));
  const members = Array.from({ length: GIGABYTE / MEMBER_BYTES }, () => member);
  await pipeline(Readable.from(members), response).catch(ignoreHangUp);
});

/** The provider handles the request, and part of its response is changed in transit. */
export const alters = (change: (body: Record<string, unknown>) => object): Fault =>
  answers(async ({ response, forward }) => {
    const answer = await forward();
    const body = JSON.stringify(change(JSON.parse(answer.body)));
    passOn(response, { ...answer, body });
  });

export const givesALifetimeOf = (expiresIn: unknown): Fault =>
  alters(({ expires_in: _changed, ...rest }) => ({
    ...rest,
    ...(expiresIn === undefined ? {} : { expires_in: expiresIn }),
  }));

/** The provider handles the request, and the connection ends within the JSON, after a chunk. */
export const truncatesTheJson = answers(async ({ response, forward }) => {
  const answer = await forward();
  passOn(response, { ...answer, body: answer.body.slice(0, answer.body.length / 2) });
});

type Claims = Record<string, number | string>;

const claimsIn = (idToken: string): Claims =>
  JSON.parse(Buffer.from(idToken.split('.')[1] ?? '', 'base64url').toString('utf8'));

const shiftTimes = (claims: Claims, seconds: number): Claims => {
  const times = ['iat', 'exp', 'nbf', 'auth_time'].flatMap((name): [string, number][] =>
    typeof claims[name] === 'number' ? [[name, claims[name] + seconds]] : []
  );
  return { ...claims, ...Object.fromEntries(times) };
};

const dateIn = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toUTCString();

/** The provider's clock is off: in its `Date` header, and in the times of its id_token. */
export const hasAClockOffBy = (seconds: number): Fault =>
  answers(async ({ response, signingKey, forward }) => {
    const answer = await forward();
    const { id_token: idToken, ...body } = JSON.parse(answer.body);
    const shifted = signJwt(shiftTimes(claimsIn(idToken), seconds), signingKey);
    const headers = { ...answer.headers, date: dateIn(seconds) };
    passOn(response, { ...answer, headers, body: JSON.stringify({ ...body, id_token: shifted }) });
  });

/** Retry-After as a date, by a clock that is off. */
export const asksForPatienceUntil = (
  status: number,
  waitSeconds: number,
  clockOffSeconds = 0
): Fault =>
  answers(({ response }) => {
    const headers = {
      date: dateIn(clockOffSeconds),
      'retry-after': dateIn(clockOffSeconds + waitSeconds),
    };
    response.writeHead(status, headers).end();
  });
