#!/usr/bin/env node
// @ts-check
import { fileURLToPath } from 'node:url';
import { createDemoProvider } from '../src/index.js';

const {
  DEMO_PROVIDER_PORT = '4400',
  DEMO_PROVIDER_DATA = fileURLToPath(new URL('../../.tmp/demo-mail.db', import.meta.url)),
  DEMO_PROVIDER_ACCESS_TOKEN_TTL = '60',
  DEMO_PROVIDER_REFRESH_TOKEN_GRACE = '0',
} = process.env;

const service = await createDemoProvider({
  port: Number(DEMO_PROVIDER_PORT),
  dataFile: DEMO_PROVIDER_DATA,
  accessTokenTtlSeconds: Number(DEMO_PROVIDER_ACCESS_TOKEN_TTL),
  refreshTokenGraceSeconds: Number(DEMO_PROVIDER_REFRESH_TOKEN_GRACE),
});

await service.start();
console.log(`Demo Mail listens at ${service.issuer}`);
process.send?.({ ready: service.issuer });

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, async () => {
    await service.stop();
    process.exit(0);
  });
}
