// @ts-check
// 1,000 concurrent callers in one process, with a token that has expired.
import { accountNames, APP_KEY, connect, inHouse, travel } from '../lib/house.mjs';
import { elapsedMs, median } from '../lib/measure.mjs';
import { badgateway, googleAuthLibrary } from '../lib/peers.mjs';
import { readAccessToken } from '../lib/provider.mjs';
import { result } from '../lib/results.mjs';

const CALLERS = 1_000;
const ROUNDS = 9;
const WARM_UP = 4;
const LATENCY_MS = 100;
const MAX_RATIO = 1.08;

/** How long it takes until all callers are served, and how many requests the provider gets. */
async function burst(
  /** @type {import('../lib/provider.mjs').Provider} */ provider,
  /** @type {() => Promise<string | null | undefined>} */ read,
  /** @type {string} */ account
) {
  await provider.resetCounts();
  /** @type {(string | null | undefined)[]} */
  let tokens = [];
  const ms = await elapsedMs(async () => {
    tokens = await Promise.all(Array.from({ length: CALLERS }, read));
  });
  const isRight = tokens.every((token) => readAccessToken(token ?? '').account === account);
  if (!isRight) throw new Error('a caller got a wrong token');
  return { ms, requests: (await provider.counts()).tokenRequests };
}

const summary = (/** @type {{ ms: number, requests: number }[]} */ bursts) => ({
  ms: median(bursts.map(({ ms }) => ms)),
  requests: Math.max(...bursts.map(({ requests }) => requests)),
});

export const measure = () =>
  inHouse({ provider: { latencyMs: LATENCY_MS } }, async ({ booted, provider }) => {
    const tokens = booted.tokens;
    const names = accountNames(ROUNDS + WARM_UP);
    await connect(booted, provider, names, { expiresInMs: 3_600_000 });
    for (const account of names) await tokens.getAccessToken({ app: APP_KEY, account });
    travel(booted, 2 * 3_600_000);

    const ours = [];
    const google = [];
    const gateway = [];
    for (const account of names) {
      ours.push(
        await burst(provider, () => tokens.getAccessToken({ app: APP_KEY, account }), account)
      );

      const [forGoogle, forGateway] = await provider.issue(['google', 'gateway']);
      const googleClient = googleAuthLibrary(provider.origin, forGoogle, true);
      google.push(
        await burst(provider, async () => (await googleClient.getAccessToken()).token, 'google')
      );
      const gatewayClient = badgateway(provider.origin, forGateway, true);
      gateway.push(await burst(provider, () => gatewayClient.getAccessToken(), 'gateway'));
    }
    // The first rounds warm everything up.
    const [us, googles, gateways] = [ours, google, gateway].map((all) =>
      summary(all.slice(WARM_UP))
    );

    const name = `${CALLERS} callers on an expired token, one process, provider at ${LATENCY_MS} ms`;
    const beside = (/** @type {string} */ peer, /** @type {number} */ peerValue) => ({
      name,
      value: us.ms,
      unit: 'ms',
      peer,
      peerValue,
    });
    return [
      result({
        name: `${name}: requests`,
        value: us.requests,
        unit: 'requests',
        peer: 'google-auth-library',
        peerValue: googles.requests,
        target: '1 request',
        isMet: ({ value }) => value === 1,
      }),
      result(beside("the provider's latency", LATENCY_MS)),
      result({
        ...beside('google-auth-library, which stores nothing', googles.ms),
        target: `≤ ${MAX_RATIO} ×`,
        isMet: ({ ratio }) => ratio <= MAX_RATIO,
      }),
      result(beside('@badgateway/oauth2-client, which stores nothing', gateways.ms)),
    ];
  });
