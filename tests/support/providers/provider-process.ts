import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

interface Reply {
  id?: number;
  result?: unknown;
  error?: string;
}

/** A provider in its own process, which answers commands. */
export interface ProviderProcess {
  issuer: string;
  send(command: string, ...args: unknown[]): Promise<unknown>;
  stop(): Promise<void>;
}

/** A port that is free now, on the loopback address. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
};

/** `script` gets the options as JSON, with a `port`. */
export const startProviderProcess = async (
  script: string,
  options: object = {}
): Promise<ProviderProcess> => {
  const port = await freePort();
  const child = fork(script, [JSON.stringify({ port, ...options })], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'test' },
  });
  const [{ issuer }] = await once(child, 'message');
  const waiting = new Map<number, (reply: Reply) => void>();
  let lastId = 0;

  child.on('message', (reply: Reply) => {
    if (reply.id === undefined) return;
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
  });

  return {
    issuer,
    async send(command, ...args) {
      const id = (lastId += 1);
      const answered = new Promise<Reply>((resolve) => waiting.set(id, resolve));
      child.send({ id, command, args });
      const { result, error } = await answered;
      if (error) throw new Error(error);
      return result;
    },
    async stop() {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
