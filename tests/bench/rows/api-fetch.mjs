// @ts-check
// `tokens.fetch` against a bare `fetch` with the header set.
import { fetch as undiciFetch } from 'undici';

import { APP_KEY, connect, inHouse } from '../lib/house.mjs';
import { compare } from '../lib/measure.mjs';
import { result } from '../lib/results.mjs';

const LATENCY_MS = 10;

const sequentially =
  (/** @type {() => Promise<{ status: number, text(): Promise<string> }>} */ send) =>
  async (/** @type {number} */ iterations) => {
    for (let index = 0; index < iterations; index += 1) {
      const response = await send();
      if (response.status !== 200) throw new Error(`answered with ${response.status}`);
      await response.text();
    }
  };

export const measure = () =>
  inHouse({}, async ({ booted, provider }) => {
    const tokens = booted.tokens;
    await connect(booted, provider, ['default']);
    const ref = { app: APP_KEY };
    const url = `${provider.origin}/messages`;
    const headers = { authorization: `Bearer ${await tokens.getAccessToken(ref)}` };

    const subjects = (/** @type {number} */ iterations) => ({
      ours: { iterations, run: sequentially(() => tokens.fetch(ref, url)) },
      bare: { iterations, run: sequentially(() => fetch(url, { headers })) },
      undici: { iterations, run: sequentially(() => undiciFetch(url, { headers })) },
    });
    const atOnce = await compare(subjects(100), { rounds: 15 });
    await provider.set({ latencyMs: LATENCY_MS });
    const later = await compare(subjects(20), { rounds: 15 });

    const atLatency = `tokens.fetch, API at ${LATENCY_MS} ms`;
    const atLoopback = 'tokens.fetch, API that answers at once';
    return [
      result({
        name: atLatency,
        value: later.ours,
        unit: 'µs',
        peer: 'bare fetch with the header set',
        peerValue: later.bare,
        target: '≤ 1.05 ×',
        isMet: ({ ratio }) => ratio <= 1.05,
      }),
      result({
        name: atLoopback,
        value: atOnce.ours,
        unit: 'µs',
        peer: 'bare fetch with the header set',
        peerValue: atOnce.bare,
      }),
      result({
        name: atLoopback,
        value: atOnce.ours,
        unit: 'µs',
        peer: "bare fetch of undici 7, the plugin's own",
        peerValue: atOnce.undici,
      }),
    ];
  });
