import type { Server, ServerResponse } from 'node:http';
import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';

import type { Core } from '@strapi/strapi';

/** Something that left Strapi, and where. */
export interface Leakage {
  place: string;
  content: string;
}

const show = (value: unknown): string =>
  inspect(value, {
    depth: Infinity,
    showHidden: true,
    maxStringLength: null,
    maxArrayLength: null,
  });

/** An error as a logger, a monitoring service or a person would see it. */
export const showError = (error: unknown): string =>
  [
    show(error),
    String(error),
    JSON.stringify(error),
    error instanceof Error ? error.stack : '',
  ].join('\n');

const recordResponse = (response: ServerResponse, onEnd: (text: string) => void) => {
  const chunks: Buffer[] = [];
  const keep = (chunk: unknown) => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk));
  };
  const write = response.write.bind(response) as (...args: unknown[]) => boolean;
  const end = response.end.bind(response) as (...args: unknown[]) => ServerResponse;
  response.write = (...args: unknown[]) => {
    keep(args[0]);
    return write(...args);
  };
  response.end = ((...args: unknown[]) => {
    keep(args[0]);
    return end(...args);
  }) as typeof response.end;
  response.on('finish', () =>
    onEnd(`${show(response.getHeaders())}\n${Buffer.concat(chunks).toString('latin1')}`)
  );
};

/** Everything that leaves a running Strapi: responses, events, output and logs. */
export class LeakRecorder {
  readonly records: Leakage[] = [];
  readonly #restores: (() => void)[] = [];

  constructor(
    private readonly strapi: Core.Strapi,
    private readonly logFile: string
  ) {
    this.#recordResponses(strapi.server.httpServer);
    this.#recordEvents();
    this.#recordLog();
    this.#recordOutput();
  }

  add(place: string, content: string): void {
    this.records.push({ place, content });
  }

  /** The work's result. An error is recorded, and not thrown. */
  async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.add('error', showError(error));
      return undefined;
    }
  }

  stop(): void {
    for (const restore of this.#restores) restore();
    this.add('log file', readFileSync(this.logFile, 'latin1'));
  }

  #recordResponses(server: Server): void {
    server.prependListener('request', (request, response) => {
      // Read now, because Strapi changes the request's URL later.
      const place = `answer of ${request.method} ${request.url?.split('?')[0]}`;
      recordResponse(response, (text) => this.add(place, text));
    });
  }

  #recordEvents(): void {
    const unsubscribe = this.strapi.eventHub.subscribe(async (name, ...args) => {
      this.add(`event ${name}`, `${show(args)}\n${JSON.stringify(args)}`);
    });
    this.#restores.push(() => void unsubscribe());
  }

  /** The entries as transports receive them, with all attached data. */
  #recordLog(): void {
    this.strapi.log.on('data', (entry: unknown) => this.add('log entry', showError(entry)));
  }

  #recordOutput(): void {
    for (const stream of [process.stdout, process.stderr]) {
      const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
      stream.write = (...args: unknown[]) => {
        this.add('output', String(args[0]));
        return write(...args);
      };
      this.#restores.push(() => {
        stream.write = write as typeof stream.write;
      });
    }
    for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
      const spy = jest.spyOn(console, method).mockImplementation((...args: unknown[]) => {
        this.add('output', args.map(showError).join(' '));
      });
      this.#restores.push(() => spy.mockRestore());
    }
  }
}
