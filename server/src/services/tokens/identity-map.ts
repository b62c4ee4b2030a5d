import type { ConnectionIdentity } from '../../store/connections';

/** The account; empty for the shared owner, which has no id: its account is the inner key. */
const outerKey = ({ owner, account }: ConnectionIdentity): string =>
  owner.kind === 'shared' ? '' : account;

const innerKey = ({ owner, account }: ConnectionIdentity): string =>
  owner.kind === 'shared' ? account : owner.id;

const below = <Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value => {
  const present = map.get(key) ?? make();
  map.set(key, present);
  return present;
};

/**
 * A map by connection that builds no string from the identity: joining and hashing one would cost
 * more than all the rest of getting a token from memory.
 */
export const createIdentityMap = <Value>() => {
  type Inner = Map<string, Value>;
  type ByKind = Map<string, Map<string, Inner>>;
  const byApp = new Map<string, ByKind>();

  const find = (identity: ConnectionIdentity): Inner | undefined =>
    byApp.get(identity.appKey)?.get(identity.owner.kind)?.get(outerKey(identity));

  return {
    get: (identity: ConnectionIdentity): Value | undefined =>
      find(identity)?.get(innerKey(identity)),

    /** Of all owners and accounts, without a look at other apps. */
    ofApp: (appKey: string): Value[] =>
      [...(byApp.get(appKey)?.values() ?? [])]
        .flatMap((outer) => [...outer.values()])
        .flatMap((inner) => [...inner.values()]),

    /** Of all apps and accounts, without a look at every other owner. */
    ofOwner(owner: ConnectionIdentity['owner']): Value[] {
      const inners = [...byApp.values()].flatMap((byKind) => [
        ...(byKind.get(owner.kind)?.values() ?? []),
      ]);
      if (owner.kind === 'shared') return inners.flatMap((inner) => [...inner.values()]);
      return inners.map((inner) => inner.get(owner.id)).filter((value) => value !== undefined);
    },

    set(identity: ConnectionIdentity, value: Value): void {
      const byKind = below(byApp, identity.appKey, (): ByKind => new Map());
      const outer = below(byKind, identity.owner.kind, () => new Map<string, Inner>());
      below(outer, outerKey(identity), (): Inner => new Map()).set(innerKey(identity), value);
    },

    /** Leaves no empty maps behind: accounts and apps come and go. */
    delete(identity: ConnectionIdentity): void {
      const { appKey, owner } = identity;
      const byKind = byApp.get(appKey);
      const outer = byKind?.get(owner.kind);
      const inner = outer?.get(outerKey(identity));
      inner?.delete(innerKey(identity));
      if (inner?.size === 0) outer?.delete(outerKey(identity));
      if (outer?.size === 0) byKind?.delete(owner.kind);
      if (byKind?.size === 0) byApp.delete(appKey);
    },
  };
};
