import { fork, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import path from 'node:path';

/** What a process of a cluster returned instead of a result. */
export interface RemoteFailure {
  name?: string;
  message: string;
  code?: string;
  reason?: string;
}

export class RemoteError extends Error {
  readonly code: string | undefined;
  readonly reason: string | undefined;

  constructor({ message, code, reason }: RemoteFailure) {
    super(message);
    this.name = 'RemoteError';
    this.code = code;
    this.reason = reason;
  }
}

interface Pending {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

interface Message {
  id?: number;
  result?: unknown;
  error?: RemoteFailure;
  event?: string;
  details?: unknown;
}

/** The limit for everything that a test waits for, unless it sets its own. */
const TIMEOUT_MS = 30_000;

/** Fails with `what` instead of hanging the test. */
export const within = async <T>(what: string, work: Promise<T>, ms = TIMEOUT_MS): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing for ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
};

/** Another process, controlled by this one (`ipc.mjs` is the other end). */
export class SteeredProcess {
  readonly #child: ChildProcess;
  readonly #pending = new Map<number, Pending>();
  readonly #events = new EventEmitter();
  readonly #exited: Promise<unknown>;
  #lastId = 0;
  #isExpectedToEnd = false;

  private constructor(child: ChildProcess, name: string) {
    this.#child = child;
    this.#exited = once(child, 'exit');
    // It ends with this process, and must not keep it alive.
    child.unref();
    child.channel?.unref();
    child.on('message', (message: Message) => this.#take(message));
    child.on('exit', (code, signal) => {
      const error = new Error(`${name} has ended (${signal ?? code})`);
      if (!this.#isExpectedToEnd) process.stderr.write(`${error.message}\n`);
      for (const { reject } of this.#pending.values()) reject(error);
      this.#pending.clear();
    });
  }

  /** Resolves when the process reports that it is ready, with the details of that report. */
  static async start<Details>(
    file: string,
    options: object,
    environment: NodeJS.ProcessEnv = {}
  ): Promise<{ process: SteeredProcess; details: Details }> {
    const child = fork(path.resolve(__dirname, file), [JSON.stringify(options)], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: { ...process.env, NODE_ENV: 'test', STRAPI_TELEMETRY_DISABLED: 'true', ...environment },
    });
    const steered = new SteeredProcess(child, file);
    const ended = steered.#exited.then(() => Promise.reject(new Error(`${file} did not start`)));
    ended.catch(() => undefined);
    const ready = steered.next<Details>('ready', () => true, 60_000);
    return { process: steered, details: await Promise.race([ready, ended]) };
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  #take({ id, result, error, event, details }: Message): void {
    if (event) return void this.#events.emit(event, details);
    if (id === undefined) return;
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    if (error) pending?.reject(new RemoteError(error));
    else pending?.resolve(result);
  }

  call<Result = void>(command: string, args: unknown[] = [], timeoutMs?: number): Promise<Result> {
    const id = (this.#lastId += 1);
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(id, { resolve, reject });
    });
    this.#child.send({ id, command, args }, (error) => {
      if (error) this.#pending.get(id)?.reject(error);
    });
    return within(command, answered as Promise<Result>, timeoutMs);
  }

  /** The next event of this name that `matches`. Call this before causing the event. */
  async next<Details>(
    event: string,
    matches: (details: Details) => boolean = () => true,
    timeoutMs?: number
  ): Promise<Details> {
    let listener: ((details: Details) => void) | undefined;
    const seen = new Promise<Details>((resolve) => {
      listener = (details) => {
        if (matches(details)) resolve(details);
      };
      this.#events.on(event, listener);
    });
    try {
      return await within(`event ${event}`, seen, timeoutMs);
    } finally {
      if (listener) this.#events.off(event, listener);
    }
  }

  /** Freezes the process until `resume`, without its knowledge. */
  pause(): void {
    this.#child.kill('SIGSTOP');
  }

  resume(): void {
    this.#child.kill('SIGCONT');
  }

  /** kill -9. */
  async kill(): Promise<void> {
    this.#isExpectedToEnd = true;
    if (!this.isAlive) return;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Shuts it down cleanly; kills it if that takes too long. */
  async stop(): Promise<void> {
    if (!this.isAlive) return;
    this.#isExpectedToEnd = true;
    await this.call('stop', [], 10_000).catch(() => undefined);
    await this.kill();
  }
}
