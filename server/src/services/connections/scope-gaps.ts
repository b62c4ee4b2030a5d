import type { ScopeGaps } from '../../contracts';
import { missingScopes } from '../../oauth/scopes';
import type { Store } from '../../store';
import type { App } from '../../store/apps';

export const createScopeGaps = ({ store }: { store: Pick<Store, 'grantedScopes'> }) => ({
  /** The app's current scopes that active connections lack, and how many connections lack any. */
  async of({ key, scopes }: Pick<App, 'key' | 'scopes'>): Promise<ScopeGaps> {
    const groups = await store.grantedScopes.of(key);
    const lacking = groups
      .map(({ granted, connections, ...known }) => ({
        missing: missingScopes(scopes, granted, known),
        connections,
      }))
      .filter(({ missing }) => missing.length > 0);
    const missing = new Set(lacking.flatMap((group) => group.missing));
    return {
      scopes: scopes.filter((scope) => missing.has(scope)),
      connections: lacking.reduce((sum, { connections }) => sum + connections, 0),
    };
  },
});

export type ScopeGapReader = ReturnType<typeof createScopeGaps>;
