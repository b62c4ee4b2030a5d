import type { AppInput, AppDetails, Health } from '../../../server/src/contracts';
import type { ConnectionRef, ConnectionStatus, TokenOptions } from '../../../server/src/public';
import type { CallbackOutcome } from '../../../server/src/services/authorization';
import type { ReEncryptionRun } from '../../../server/src/services/runtime/re-encryption';
import { SteeredProcess, type RemoteFailure } from './process';
import { fixtureEnvironment } from '../strapi/fixture-environment.mjs';

/** The outcome of one call of `getAccessToken`. */
export interface CallOutcome {
  token?: string;
  failure?: RemoteFailure;
  ms: number;
}

export interface LoadReport {
  calls: number;
  /** Requests to the provider's API: each caller makes one with each token that is new to it. */
  uses: number;
  longestMs: number;
  failures: RemoteFailure[];
  tokens: string[];
}

/** Points of a refresh at which a process can be halted. */
export type Failpoint = 'before-lease' | 'before-request' | 'before-save' | 'after-save';

export type Ref = Required<Pick<ConnectionRef, 'app' | 'account'>>;

export interface InstanceOptions {
  /** The plugin's configuration. */
  config?: Record<string, unknown>;
  /** The process's time zone. */
  timeZone?: string;
}

interface WorkerOptions extends InstanceOptions {
  database: string;
  /** The address at which callers use their tokens. */
  apiUrl: string;
}

/** An instance of a cluster: a Strapi with this plugin, in its own process. */
export class Worker {
  private constructor(readonly process: SteeredProcess) {}

  static async start({
    database,
    apiUrl,
    config = {},
    timeZone = 'UTC',
  }: WorkerOptions): Promise<Worker> {
    const { process } = await SteeredProcess.start(
      'worker-process.mjs',
      { apiUrl },
      {
        ...fixtureEnvironment({ database, pluginConfig: config }),
        TZ: timeZone,
      }
    );
    return new Worker(process);
  }

  get isAlive(): boolean {
    return this.process.isAlive;
  }

  discover(url: string): Promise<Partial<AppInput>> {
    return this.process.call('discover', [url]);
  }

  createApp(input: AppInput): Promise<AppDetails> {
    return this.process.call('createApp', [input]);
  }

  updateApp(key: string, input: Partial<AppInput>): Promise<AppDetails> {
    return this.process.call('updateApp', [key, input]);
  }

  deleteApp(key: string): Promise<unknown> {
    return this.process.call('deleteApp', [key]);
  }

  health(): Promise<Health> {
    return this.process.call('health');
  }

  startFlow(ref: Ref): Promise<string> {
    return this.process.call('startFlow', [ref]);
  }

  receive(app: string, callback: URL): Promise<CallbackOutcome> {
    return this.process.call('receive', [app, callback.search]);
  }

  complete(ticket: string): Promise<unknown> {
    return this.process.call('complete', [ticket]);
  }

  /** Calls with this many concurrent callers. */
  call(ref: Ref, callers = 1, options: TokenOptions = {}, timeoutMs?: number) {
    return this.process.call<CallOutcome[]>('call', [ref, callers, options], timeoutMs);
  }

  startLoad(ref: Ref, callers: number): Promise<void> {
    return this.process.call('startLoad', [ref, callers]);
  }

  stopLoad(): Promise<LoadReport> {
    return this.process.call('stopLoad');
  }

  askUntilFailure(ref: Ref, everyMs: number, forMs: number) {
    return this.process.call<{
      failure: RemoteFailure | null;
      served: number;
      afterMs: number;
    }>('askUntilFailure', [ref, everyMs, forMs]);
  }

  callInTransaction(ref: Ref, settings: { options?: TokenOptions; rollsBack?: boolean } = {}) {
    return this.process.call<CallOutcome>('callInTransaction', [ref, settings]);
  }

  /** Opens a transaction that has read the current database. */
  openSnapshot(): Promise<void> {
    return this.process.call('openSnapshot');
  }

  /** One call inside that transaction, which then ends. */
  askInSnapshot(ref: Ref): Promise<CallOutcome> {
    return this.process.call('askInSnapshot', [ref]);
  }

  /** The job that runs each minute. */
  renewAhead(): Promise<{ refreshed: number; failed: number }> {
    return this.process.call('renewAhead');
  }

  /** The job that runs after each boot, and each hour. */
  reEncrypt(): Promise<ReEncryptionRun> {
    return this.process.call('reEncrypt');
  }

  status(ref: Ref): Promise<ConnectionStatus> {
    return this.process.call('status', [ref]);
  }

  disconnect(ref: Ref): Promise<{ revokedAtProvider: boolean }> {
    return this.process.call('disconnect', [ref]);
  }

  /** How far this instance's clock is ahead of the real one. */
  setClock(offsetMs: number): Promise<void> {
    return this.process.call('setClock', [offsetMs]);
  }

  /** Clears the app's cached tokens, so that the next call reads the database. */
  forgetApp(key: string): Promise<void> {
    return this.process.call('forgetApp', [key]);
  }

  arm(point: Failpoint): Promise<void> {
    return this.process.call('arm', [point]);
  }

  /** Resolves when a refresh of this app has reached `point`. */
  reached(point: Failpoint, app: string): Promise<unknown> {
    return this.process.next<{ point: Failpoint; app: string }>(
      'reached',
      (event) => event.point === point && event.app === app
    );
  }

  /** Disarms the failpoint, and releases what waits there. */
  goOn(timeoutMs?: number): Promise<void> {
    return this.process.call('goOn', [], timeoutMs);
  }

  pause(): void {
    this.process.pause();
  }

  resume(): void {
    this.process.resume();
  }

  kill(): Promise<void> {
    return this.process.kill();
  }

  stop(): Promise<void> {
    return this.process.stop();
  }
}
