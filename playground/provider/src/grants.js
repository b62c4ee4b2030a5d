// @ts-check

/**
 * The grants that users have given to clients.
 *
 * @param {{ provider: any, store: import('./store.js').Store, clients: import('./clients.js').Clients }} context
 */
export function createGrants({ provider, store, clients }) {
  /** @param {(grant: any) => boolean} matches */
  const select = (matches) => store.list('Grant').filter(({ payload }) => matches(payload));

  /** @param {string} grantId */
  async function revoke(grantId) {
    await provider.AccessToken.revokeByGrantId(grantId);
    await provider.RefreshToken.revokeByGrantId(grantId);
    await provider.AuthorizationCode.revokeByGrantId(grantId);
    await provider.Grant.adapter.destroy(grantId);
  }

  /** @param {(grant: any) => boolean} matches */
  async function revokeAll(matches) {
    for (const { id } of select(matches)) await revoke(id);
  }

  return {
    /**
     * One entry per client, although each browser in which the user signed in has its own grant.
     *
     * @param {string} accountId
     */
    async listForAccount(accountId) {
      const granted = select((grant) => grant.accountId === accountId);
      const clientIds = [...new Set(granted.map(({ payload }) => payload.clientId))];
      return Promise.all(
        clientIds.map(async (clientId) => {
          const own = granted.filter(({ payload }) => payload.clientId === clientId);
          return {
            clientId,
            clientName: (await clients.find(clientId))?.name ?? clientId,
            scopes: [
              ...new Set(own.flatMap(({ payload }) => payload.openid?.scope.split(' ') ?? [])),
            ],
            since: new Date(Math.min(...own.map(({ payload }) => payload.iat)) * 1000),
          };
        })
      );
    },

    /**
     * Every token of these grants stops working at once.
     *
     * @param {string} accountId
     * @param {string} [clientId] Without it, all clients.
     */
    revokeForAccount: (accountId, clientId) =>
      revokeAll(
        (grant) => grant.accountId === accountId && (!clientId || grant.clientId === clientId)
      ),

    /** @param {string} clientId */
    revokeForClient: (clientId) => revokeAll((grant) => grant.clientId === clientId),
  };
}

/** @typedef {ReturnType<typeof createGrants>} Grants */
