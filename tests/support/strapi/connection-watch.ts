import { Socket } from 'node:net';

export interface Attempt {
  address: string;
  port: number;
}

/** Every address that a socket of this process tried to connect to, with or without success. */
export interface ConnectionWatch {
  readonly attempts: readonly Attempt[];
  stop(): void;
}

export const watchConnections = (): ConnectionWatch => {
  const attempts: Attempt[] = [];
  const { connect } = Socket.prototype;
  const watched = function watched(this: Socket, ...args: unknown[]) {
    this.on('connectionAttempt', (address: string, port: number) =>
      attempts.push({ address, port })
    );
    return Reflect.apply(connect, this, args) as Socket;
  };
  Socket.prototype.connect = watched as typeof connect;
  return {
    attempts,
    stop: () => {
      Socket.prototype.connect = connect;
    },
  };
};
