import type { AppInput } from '../../../server/src/contracts';
import { UID } from '../../../server/src/constants';
import type { TokenOptions } from '../../../server/src/public';
import type { House } from '../strapi/house';
import { CLIENT } from './authorization-server/clients';
import type { Deviation } from './authorization-server/deviations';
import { TestAuthorizationServer } from './authorization-server/server';
import { ServerApp } from './server-app';

/** How the app is saved, and whether its provider rotates refresh tokens. */
export interface HostileAppOptions {
  input?: Partial<AppInput>;
  rotates?: boolean;
}

interface Failure {
  code?: string;
  reason?: string;
}

const inWords = ({ code, reason }: Failure): string => `${code} (${reason ?? '-'})`;

/** Messages end with the reason in brackets, followed by the provider's text. */
const reasonIn = (line: string | undefined): string | undefined =>
  line?.match(/ \(([\w:./-]+)\)(?: The provider says: .*)?$/)?.[1];

/** An app of a provider that deviates, and the steps that lead to a connection. */
export class HostileApp extends ServerApp {
  static #count = 0;
  /** What the plugin wrote to the log. */
  readonly #lines: string[] = [];
  /** The plugin's responses and errors. */
  readonly #responses: string[] = [];

  private constructor(house: House, provider: TestAuthorizationServer, key: string) {
    super(house, provider, key, house.admin);
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
    { input = {}, rotates }: HostileAppOptions = {}
  ): Promise<HostileApp> {
    HostileApp.#count += 1;
    const provider = await TestAuthorizationServer.start({ rotates, client: CLIENT });
    provider.deviate(deviation);
    if (input.clientAuthMethod === 'client_secret_post') {
      provider.clients.authMethod = input.clientAuthMethod;
    }
    const name = `Hostile ${HostileApp.#count}`;
    const { key } = await house.createApp({ name, ...input }, provider);
    return new HostileApp(house, provider, key);
  }

  /** Visits the callback: a ticket, or how the flow ended there. */
  async arrive(callback: URL): Promise<{ ticket: string } | { end: string }> {
    const { location, fragment } = await this.house.visitCallback(callback);
    this.#responses.push(location.href);
    const ticket = fragment.get('ticket');
    if (ticket) return { ticket };
    const line = this.#lines.findLast((text) => text.includes(' ended: '));
    return {
      end: inWords({ code: fragment.get('error') ?? 'no error', reason: reasonIn(line) }),
    };
  }

  /** Completes the flow: `connected`, or the error. */
  async complete(ticket: string): Promise<string> {
    const { status, body } = await this.house.complete(this.user, ticket);
    this.#responses.push(JSON.stringify(body));
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
    return this.finish(await this.callback());
  }

  /** `token`, or the error. */
  async token(options?: TokenOptions): Promise<string> {
    try {
      await this.getAccessToken(options);
      return 'token';
    } catch (error) {
      const failure = error as Failure;
      if (failure.code === undefined) throw error;
      this.#responses.push(String(error));
      return inWords(failure);
    }
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
    const seen = [...this.#lines, ...this.#responses].join('\n');
    return this.provider.secrets.all
      .map(({ value }) => value)
      .filter((secret) => seen.includes(secret));
  }

  close(): Promise<void> {
    return this.provider.stop();
  }
}
