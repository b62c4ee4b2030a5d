// @ts-check
// `getAccessToken` while the token is valid and in memory.
import { accountNames, APP_KEY, connect, CONNECTION, inHouse, whereOf } from '../lib/house.mjs';
import { compare } from '../lib/measure.mjs';
import { badgateway, googleAuthLibrary, msalNode, simpleOAuth2 } from '../lib/peers.mjs';
import { result } from '../lib/results.mjs';

const ACCOUNTS = accountNames(100);
const NAME = 'getAccessToken, token valid and in memory';

/** Keeps the engine from optimising the reads away. */
let sink = 0;

/** One await for each read, as a caller writes it. */
const awaited =
  (/** @type {(account: string) => Promise<string | null | undefined>} */ read) =>
  async (/** @type {number} */ iterations) => {
    for (let index = 0; index < iterations; index += 1) {
      sink += (await read(ACCOUNTS[index % ACCOUNTS.length]))?.length ?? 0;
    }
  };

const synchronous =
  (/** @type {(account: string) => string} */ read) => (/** @type {number} */ iterations) => {
    for (let index = 0; index < iterations; index += 1) {
      sink += read(ACCOUNTS[index % ACCOUNTS.length]).length;
    }
  };

/** @template Value @param {(index: number) => Value} make @returns {(account: string) => Value} */
const byAccount = (make) => {
  const values = new Map(ACCOUNTS.map((account, index) => [account, make(index)]));
  return (account) => /** @type {Value} */ (values.get(account));
};

export const measure = () =>
  inHouse({}, async ({ booted, provider }) => {
    await connect(booted, provider, ACCOUNTS);
    const answers = await provider.issue(accountNames(ACCOUNTS.length, 'peer'));
    const tokens = booted.tokens;
    const query = booted.strapi.db.query(CONNECTION);

    const simple = byAccount((index) => simpleOAuth2(provider.origin, answers[index]));
    const google = byAccount((index) => googleAuthLibrary(provider.origin, answers[index]));
    const gateway = byAccount((index) => badgateway(provider.origin, answers[index]));
    const msal = msalNode(answers[0]);
    const map = byAccount((index) => answers[index].access_token);

    const checkAndRead = (/** @type {string} */ account) => {
      const held = simple(account);
      if (held.expired()) throw new Error('expired');
      return /** @type {string} */ (held.token.access_token);
    };
    /** The library's own example: check, refresh if necessary, read. */
    const readSimple = async (/** @type {string} */ account) => {
      let held = simple(account);
      if (held.expired()) held = await held.refresh();
      return /** @type {string} */ (held.token.access_token);
    };

    const many = 50_000;
    const cost = await compare({
      ours: {
        iterations: many,
        run: awaited((account) => tokens.getAccessToken({ app: APP_KEY, account })),
      },
      simple: { iterations: many, run: awaited(readSimple) },
      bare: { iterations: many, run: synchronous(checkAndRead) },
      awaitedMap: { iterations: many, run: awaited(async (account) => map(account)) },
      google: {
        iterations: many,
        run: awaited(async (account) => (await google(account).getAccessToken()).token),
      },
      gateway: { iterations: many, run: awaited((account) => gateway(account).getAccessToken()) },
      msal: { iterations: 1_000, run: awaited(async () => (await msal.read())?.accessToken) },
      findOne: {
        iterations: 300,
        run: awaited(async (account) => {
          return (await query.findOne({ where: whereOf(account) })).accessToken;
        }),
      },
    });

    const beside = (/** @type {string} */ peer, /** @type {number} */ peerValue) =>
      result({ name: NAME, value: cost.ours, unit: 'µs', peer, peerValue });
    return [
      result({
        name: NAME,
        value: cost.ours,
        unit: 'µs',
        peer: 'simple-oauth2, expired() and read, awaited',
        peerValue: cost.simple,
        target: '≤ 1.4 ×',
        isMet: ({ ratio }) => ratio <= 1.4,
      }),
      result({
        name: NAME,
        value: cost.ours,
        unit: 'µs',
        peer: 'findOne of the same row',
        peerValue: cost.findOne,
        target: '≥ 200 × faster',
        isMet: ({ ratio }) => 1 / ratio >= 200,
      }),
      beside('simple-oauth2, expired() and read, no await', cost.bare),
      beside('google-auth-library getAccessToken', cost.google),
      beside('@badgateway/oauth2-client getAccessToken', cost.gateway),
      beside('@azure/msal-node, app token from its cache', cost.msal),
      beside('a bare Map in an async function', cost.awaitedMap),
    ];
  });

export const isUsed = () => sink > 0;
