import { z } from 'zod';

import { MAX_REFRESH_DAYS } from './constants';
import type { ProviderHooks } from './provider-hooks';
import { providerPresets } from './providers';
import { isStrongKey, WEAK_KEY_MESSAGE } from './crypto/key-strength';

/** Allows the largest private ranges: `10.0.0.0/8` (RFC 1918), `fc00::/7` (RFC 4193). */
const MIN_PREFIX_BITS = { ipv4: 8, ipv6: 7 };

const prefixBits = (range: string): number => Number(range.split('/')[1]);

/** A range that covers all or much of the internet would disable the check of addresses. */
const isNetworkOfOnesOwn = (range: string): boolean =>
  prefixBits(range) >= MIN_PREFIX_BITS[range.includes(':') ? 'ipv6' : 'ipv4'];

const addressRange = z.union([z.cidrv4(), z.cidrv6()]).refine(isNetworkOfOnesOwn, {
  error:
    'is a range that is larger than a network of your own. Enter the networks of your providers, e.g. ' +
    `10.20.0.0/16: at least /${MIN_PREFIX_BITS.ipv4}, of IPv6 at least /${MIN_PREFIX_BITS.ipv6}`,
});

const days = z.number().positive().max(MAX_REFRESH_DAYS);

const PRESET_IDS = providerPresets.map(({ id }) => id);

const hook = <Hook>() =>
  z.custom<Hook>((value) => typeof value === 'function', 'must be a function').optional();

const hooksByName = z
  .record(
    z.string(),
    z.strictObject({
      request: hook<NonNullable<ProviderHooks['request']>>(),
      response: hook<NonNullable<ProviderHooks['response']>>(),
    })
  )
  .default({});

/**
 * The plugin's configuration in `config/plugins`: `{ 'connected-apps': { config: { … } } }`.
 */
const configSchema = z.strictObject({
  /** Keys that encrypt stored secrets. Default: derived from `admin.secrets.encryptionKey`. */
  encryption: z
    .strictObject({
      current: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
      keys: z.record(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), z.string().min(1)),
    })
    .refine(({ current, keys }) => Object.hasOwn(keys, current), {
      path: ['current'],
      error: 'is not the name of an entry in `keys`',
    })
    // Keys that only decrypt are not checked: each must stay until it is no longer in use.
    .refine(
      ({ current, keys }) => !Object.hasOwn(keys, current) || isStrongKey(keys[current] ?? ''),
      {
        path: ['keys'],
        error: `the current key ${WEAK_KEY_MESSAGE}`,
      }
    )
    .nullish(),
  /**
   * The version to migrate from. Whoever sets it has checked the addresses of all apps before the
   * upgrade. The next boot migrates what that version stored.
   */
  migrateFrom: z.literal('0.1.0').nullable().default(null),
  /** Address ranges (CIDR) of providers in your own network, which are refused by default. */
  allowedAddressRanges: z.array(addressRange).default([]),
  /**
   * Whether Strapi, browsers and providers are all on this machine. If true, its own addresses are
   * allowed, even over plain http. Null: true only with `strapi develop` or `NODE_ENV=test`.
   */
  localDevelopment: z.boolean().nullable().default(null),
  /**
   * An HTTP proxy for requests to providers and APIs, e.g. `http://proxy.example.com:3128`. Null:
   * no proxy. Default: Strapi's own `server.proxy.fetch` or `server.proxy.global`, if set.
   */
  outboundProxy: z
    .url({
      protocol: /^https?$/,
      error: 'must be a URL such as http://proxy.example.com:3128',
    })
    .nullable()
    .optional(),
  /** The `User-Agent` of requests to providers and APIs. Null: the plugin's name and version. */
  userAgent: z
    .string()
    .regex(
      /^[\x21-\x7e](?:[\x20-\x7e]{0,254}[\x21-\x7e])?$/,
      'must be 1 to 256 printable ASCII characters that neither begin nor end with a space'
    )
    .nullable()
    .default(null),
  /** Maximum number of access tokens in memory. */
  maxCachedTokens: z.int().positive().default(100_000),
  /** Whether connections whose app or owner is gone are deleted; otherwise they are only listed. */
  deleteOrphans: z.boolean().default(true),
  /** Refresh in the background, each minute on every instance. */
  backgroundRefresh: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Maximum number of requests that one instance has in flight at one provider. */
      concurrencyPerHost: z.int().min(1).max(100).default(16),
      /**
       * A connection that was used within this many days is refreshed before its token expires. An
       * app may override this.
       */
      activeDays: days.default(7),
      /**
       * The other connections are refreshed once in this many days, so that no inactivity limit at
       * the provider ends them. An app may override this.
       */
      idleIntervalDays: days.default(7),
    })
    .prefault({}),
  /** Code for what no setting of an app expresses. */
  hooks: z
    .strictObject({
      /** By app key. */
      apps: hooksByName,
      /** By the id of a preset, for apps without hooks of their own. */
      providers: hooksByName.refine(
        (hooks) => Object.keys(hooks).every((id) => PRESET_IDS.includes(id)),
        { error: `has a key that is not the id of a preset: ${PRESET_IDS.join(', ')}` }
      ),
    })
    .prefault({}),
  /** Limits for requests by one user or from one address. Each process counts separately. */
  rateLimits: z
    .strictObject({
      enabled: z.boolean().default(true),
      /** Maximum number of callback requests per minute from one network address. */
      callbackPerMinute: z.int().min(1).max(10_000).default(60),
    })
    .prefault({}),
});

export type PluginConfig = z.output<typeof configSchema>;

const describe = (error: z.ZodError): string =>
  error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

export default {
  default: (): PluginConfig => configSchema.parse({}),

  /** An invalid configuration stops Strapi at boot. The message names settings, never values. */
  validator(config: unknown): void {
    const result = configSchema.safeParse(config);
    if (!result.success) {
      throw new Error(`connected-apps: the configuration is invalid: ${describe(result.error)}`);
    }
  },
};
