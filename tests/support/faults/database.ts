import type { FaultHouse } from './house';
import { passOn, type Fault } from './provider';

/** A database that fails, and works again after `end`. */
export class DatabaseOutage {
  private readonly spies: jest.SpyInstance[] = [];

  constructor(private readonly faultHouse: FaultHouse) {}

  private get booted() {
    return this.faultHouse.house.booted;
  }

  private get error() {
    return new Error('the database is gone');
  }

  /** No query of any kind gets a connection. */
  begin(): void {
    const { client } = this.booted.strapi.db.connection;
    this.spies.push(jest.spyOn(client, 'acquireConnection').mockRejectedValue(this.error));
  }

  /** Refreshed tokens cannot be stored; everything else works. */
  beginForRenewedTokens(): void {
    const { connections, fencedUpdates } = this.booted.internals.store;
    this.spies.push(
      jest.spyOn(connections, 'saveRefreshed').mockRejectedValue(this.error),
      jest.spyOn(fencedUpdates, 'updateTogether').mockRejectedValue(this.error)
    );
  }

  end(): void {
    for (const spy of this.spies.splice(0)) spy.mockRestore();
  }
}

/** Calls `happens` after the provider has handled the request, before its response arrives. */
export const respondsJustAfter = (happens: () => void): Fault => ({
  kind: 'responds',
  async answer({ response, forward }) {
    const answer = await forward();
    happens();
    passOn(response, answer);
  },
});
