import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';

/** A request as the proxy saw it: for a tunnel, only its target. */
export interface ProxyRequest {
  method: string;
  /** Host and port. */
  target: string;
  status: number;
}

export interface ProxyOptions {
  /** Addresses for names; the system resolves all others. */
  hosts?: Record<string, string>;
  /** The `user:password` that it requires. */
  credentials?: string;
  /** Hosts that it does not connect to. */
  refuses?: string[];
}

export interface Proxy {
  url: string;
  port: number;
  requests: ProxyRequest[];
  close(): Promise<void>;
}

/** A real HTTP proxy in its own process. */
export const startProxy = async (options: ProxyOptions = {}): Promise<Proxy> => {
  const script = path.join(__dirname, 'proxy-process.mjs');
  const child = fork(script, [JSON.stringify(options)]);
  const requests: ProxyRequest[] = [];
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  child.on('message', (request) => requests.push(request as ProxyRequest));
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    close: async () => {
      const exited = once(child, 'exit');
      child.disconnect();
      await exited;
    },
  };
};
