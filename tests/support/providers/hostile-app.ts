import type { AppInput } from '../../../server/src/contracts';
import { UID } from '../../../server/src/constants';
import type { TokenOptions } from '../../../server/src/public';
import type { Connection } from '../../../server/src/store/connections';
import type { Deviation } from './hostile-deviation';
import { HostileProvider, type HostileProviderOptions } from './hostile-provider';
import type { House } from '../strapi/house';
import { ownerOf } from '../strapi/house';
import { CLIENT_SECRET } from './http-provider';

interface Failure {
  code?: string;
  reason?: string;
}

const inWords = ({ code, reason }: Failure): string => `${code} (${reason ?? '-'})`;

/** Messages end with the reason in brackets, followed by the provider's text. */
const reasonIn = (line: string | undefined): string | undefined =>
  line?.match(/ \(([\w:./-]+)\)(?: The provider says: .*)?$/)?.[1];

/** An app of a hostile provider, and the steps that lead to a connection. */
export class HostileApp {
  static #count = 0;
  /** What the plugin wrote to the log. */
  readonly #lines: string[] = [];
  /** The plugin's responses and errors. */
  readonly #answers: string[] = [];

  private constructor(
    readonly house: House,
    readonly provider: HostileProvider,
    readonly key: string
  ) {
    for (const level of ['info', 'warn', 'error'] as const) {
      jest.spyOn(house.strapi.log, level).mockImplementation((...args: unknown[]) => {
        this.#lines.push(args.map(String).join(' '));
        return house.strapi.log;
      });
    }
  }

  static async create(
    house: House,
    deviation: Deviation = {},
    { input = {}, ...options }: HostileProviderOptions & { input?: Partial<AppInput> } = {}
  ): Promise<HostileApp> {
    HostileApp.#count += 1;
    const provider = await HostileProvider.start(deviation, options);
    const name = `Hostile ${HostileApp.#count}`;
    const { key } = await house.createApp({ name, ...input }, provider);
    return new HostileApp(house, provider, key);
  }

  private get ref() {
    return { app: this.key, owner: ownerOf(this.house.admin) };
  }

  private get connections() {
    return this.house.booted.internals.store.connections;
  }

  /** Where the provider sends the browser to. */
  async authorize(): Promise<URL> {
    const url = await this.house.authorizationUrl(this.house.admin, this.key);
    const response = await fetch(url, { redirect: 'manual' });
    if (response.status !== 302) throw new Error(`the provider answered ${response.status}`);
    return new URL(response.headers.get('location') ?? '');
  }

  /** Visits the callback: a ticket, or how the flow ended there. */
  async arrive(callback: URL): Promise<{ ticket: string } | { end: string }> {
    const { location, fragment } = await this.house.visitCallback(callback);
    this.#answers.push(location.href);
    const ticket = fragment.get('ticket');
    if (ticket) return { ticket };
    const line = this.#lines.findLast((text) => text.includes(' ended: '));
    return {
      end: inWords({ code: fragment.get('error') ?? 'no error', reason: reasonIn(line) }),
    };
  }

  /** Completes the flow: `connected`, or the error. */
  async complete(ticket: string): Promise<string> {
    const { status, body } = await this.house.complete(this.house.admin, ticket);
    this.#answers.push(JSON.stringify(body));
    if (status === 200) return 'connected';
    // 401 would sign the admin out of the panel; 500 is an unhandled error.
    if (status === 401 || status === 500) throw new Error(JSON.stringify(body));
    return inWords(body.error?.details ?? {});
  }

  /** From a callback to the end of the flow. */
  async finish(callback: URL): Promise<string> {
    const arrival = await this.arrive(callback);
    return 'end' in arrival ? arrival.end : this.complete(arrival.ticket);
  }

  /** Connect → callback → complete: `connected`, or the error. */
  async connect(): Promise<string> {
    return this.finish(await this.authorize());
  }

  /** `token`, or the error. */
  async token(options?: TokenOptions): Promise<string> {
    try {
      await this.getAccessToken(options);
      return 'token';
    } catch (error) {
      const failure = error as Failure;
      if (failure.code === undefined) throw error;
      this.#answers.push(String(error));
      return inWords(failure);
    }
  }

  getAccessToken(options?: TokenOptions): Promise<string> {
    return this.house.tokens.getAccessToken(this.ref, options);
  }

  row(): Promise<Connection | null> {
    const { app: appKey, owner } = this.ref;
    return this.connections.find({ appKey, owner, account: 'default' });
  }

  /** The contents of the row, decrypted. */
  async stored() {
    const row = await this.row();
    if (!row) return null;
    return {
      accessToken: this.connections.openAccessToken(row),
      refreshToken: this.connections.openRefreshToken(row),
      status: row.status,
      statusReason: row.statusReason,
      subject: row.subject,
      accountLabel: row.accountLabel,
      scopesGranted: row.scopesGranted,
      expiresAt: row.expiresAt,
    };
  }

  /** Reads from the service, because these tests move the clock past the end of a panel session. */
  async fault(): Promise<string | null> {
    const apps = this.house.booted.internals.apps;
    return apps.details(await apps.get(this.key)).state.fault?.code ?? null;
  }

  /** Flows of this app, with the secrets that their rows still hold. */
  async flows(): Promise<{ status: string; secrets: string[] }[]> {
    const rows: Record<string, unknown>[] = await this.house.strapi.db
      .query(UID.authorizationRequest)
      .findMany({ where: { appKey: this.key }, orderBy: { id: 'asc' } });
    const names = ['codeVerifier', 'nonce', 'receivedParams', 'heldGrant'];
    return rows.map((row) => ({
      status: String(row.status),
      secrets: names.filter((name) => row[name] !== null),
    }));
  }

  /** Secrets of the provider and the app that the plugin's log or responses repeat. */
  get leaks(): string[] {
    const seen = [...this.#lines, ...this.#answers].join('\n');
    return [CLIENT_SECRET, ...this.provider.grants.secrets].filter((secret) =>
      seen.includes(secret)
    );
  }

  close(): Promise<void> {
    return this.provider.close();
  }
}
