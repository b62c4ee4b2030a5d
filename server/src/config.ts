import { z } from 'zod';

import { MAX_REFRESH_DAYS } from './constants';
import { MIN_MASTER_KEY_LENGTH } from './crypto/key-ring';

const days = z.number().positive().max(MAX_REFRESH_DAYS);

/**
 * The plugin's configuration in `config/plugins`: `{ 'connected-apps': { config: { … } } }`.
 */
const configSchema = z.strictObject({
  /** Keys of the secrets at rest. Left out: derived from `admin.secrets.encryptionKey`. */
  encryption: z
    .strictObject({
      current: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
      keys: z.record(
        z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
        z.string().min(MIN_MASTER_KEY_LENGTH)
      ),
    })
    .refine(({ current, keys }) => current in keys, {
      path: ['current'],
      error: 'names no entry of `keys`',
    })
    .nullish(),
  /** Address ranges (CIDR) of providers inside the own network, otherwise refused. */
  allowedAddressRanges: z.array(z.union([z.cidrv4(), z.cidrv6()])).default([]),
  /** How many access tokens are kept in memory. */
  maxCachedTokens: z.int().positive().default(100_000),
  /** Renewal ahead of need, each minute on every instance. */
  backgroundRefresh: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** How many requests one instance has under way at one provider. */
      concurrencyPerHost: z.int().min(1).max(100).default(16),
      /** A connection that was used within so many days is renewed before it expires. An app may say otherwise. */
      activeDays: days.default(7),
      /** The others are renewed this often, so that no inactivity limit at the provider ends them. An app may say otherwise. */
      idleIntervalDays: days.default(7),
    })
    .prefault({}),
  /** How often one person, or one address, may ask; counted by each process for itself. */
  rateLimits: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** How many answers of providers one network address may bring in a minute. */
      callbackPerMinute: z.int().min(1).max(10_000).default(60),
    })
    .prefault({}),
});

export type PluginConfig = z.output<typeof configSchema>;

const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

export default {
  default: (): PluginConfig => configSchema.parse({}),

  /** Strapi stops at boot with this message. It names settings, never their values. */
  validator(config: unknown): void {
    const result = configSchema.safeParse(config);
    if (!result.success) {
      throw new Error(`connected-apps: the configuration is invalid: ${describe(result.error)}`);
    }
  },
};
