import type { ProviderPreset } from '../../server/src/contracts';
import { isConnectedAppsError } from '../../server/src/errors/connected-apps-error';
import { revocationOf } from '../../server/src/services/connections/revocations';
import type { ObtainedGrant } from '../../server/src/store/connections';
import { NO_VALUES } from '../../server/src/variables';
import { StoryEnds, type Ending } from '../support/providers/deviating/story';
import { appOf, ConnectedApp } from './connected-app';
import type { Service } from './service';
import type { Simulator } from './simulator/simulator';
import type { Stage } from './stage';

const CLOCK_TOLERANCE_MS = 60_000;

/** A preset and the service that it is for, with one account. */
export class Play {
  readonly simulator: Simulator;
  readonly app: ConnectedApp;

  constructor(
    readonly preset: ProviderPreset,
    readonly service: Service,
    stage: Stage
  ) {
    this.simulator = stage.enter(service);
    this.app = new ConnectedApp(appOf(preset, service), service, stage);
  }

  endsAt(ending: Ending): StoryEnds {
    const [violation] = this.simulator.violations;
    const warnings = this.app.warnings.length > 0 && { warnings: this.app.warnings };
    return new StoryEnds({ ...ending, ...(violation && { violation }), ...warnings });
  }

  /** @throws {StoryEnds} if the plugin gives up */
  async step<Result>(at: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!isConnectedAppsError(error)) throw error;
      const { code, reason } = error;
      throw this.endsAt({ at, code, reason });
    }
  }

  expectSame(at: string, found: unknown, expected: unknown): void {
    if (JSON.stringify(found) !== JSON.stringify(expected)) throw this.endsAt({ at, found });
  }

  expectNoViolation(): void {
    this.expectSame('violations', this.simulator.violations, []);
  }

  expectLifetime({ expiresAt }: { expiresAt: Date | null }): void {
    const { lifetime } = this.service;
    const leftMs = expiresAt && expiresAt.getTime() - Date.now();
    const isRight =
      leftMs === null || lifetime === null
        ? leftMs === lifetime
        : Math.abs(leftMs - lifetime * 1_000) < CLOCK_TOLERANCE_MS;
    if (!isRight) throw this.endsAt({ at: 'lifetime', found: leftMs && leftMs / 1_000 });
  }

  /** Connects, with the scopes of the preset unless others are given. */
  async connect(scopes: readonly string[] = this.preset.scopes): Promise<ObtainedGrant> {
    const started = await this.step('start', () => this.app.start(scopes));
    const callback = this.simulator.authorize(started.url);
    if (callback === null) throw this.endsAt({ at: 'consent page' });
    return this.step('exchange', () => this.app.complete(started, callback));
  }

  async callApis(grant: Pick<ObtainedGrant, 'accessToken' | 'variableValues'>): Promise<void> {
    const { apiOrigins } = this.app.filled(grant);
    for (const address of this.service.api.addresses) {
      const isAllowed = apiOrigins.includes(new URL(address).origin);
      if (!isAllowed) throw this.endsAt({ at: 'API origins', found: apiOrigins });
      const { status } = await this.app.callApi(address, grant.accessToken);
      this.expectSame('api', status, 200);
    }
  }

  refresh(grant: ObtainedGrant, scopes: readonly string[] = this.preset.scopes) {
    return this.step('refresh', async () => {
      const { accessToken, refreshToken, scopesGranted, subject } = grant;
      if (refreshToken === null) throw this.endsAt({ at: 'refresh token', found: null });
      const client = await this.app.clientOf(grant);
      return client.refresh({
        refreshToken,
        accessToken: () => accessToken,
        scopesRequested: [...scopes],
        scopesGranted,
        subject,
      });
    });
  }

  async revoke(grant: ObtainedGrant): Promise<'revoked' | 'unsupported'> {
    const { accessToken, refreshToken } = grant;
    const client = await this.app.clientOf(grant);
    const tokens = { refreshToken, accessToken: () => accessToken };
    return client.revoke(revocationOf(this.app.filled(grant), tokens, NO_VALUES));
  }
}
