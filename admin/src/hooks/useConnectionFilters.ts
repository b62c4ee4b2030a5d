import { useQueryParams } from '@strapi/strapi/admin';

import type { ListConnections } from '../../../server/src/contracts';

type Query = Required<ListConnections.Query>;

/** The compiler reports a missing kind or status. */
const ALL_OWNER_KINDS: Record<Query['ownerKind'], true> = { admin: true, user: true, shared: true };
const ALL_STATUSES: Record<Query['status'], true> = { active: true, needs_reconnect: true };

const OWNER_KINDS = Object.keys(ALL_OWNER_KINDS) as Query['ownerKind'][];
const STATUSES = Object.keys(ALL_STATUSES) as Query['status'][];
const DEFAULT_PAGE_SIZE = 20;

export { DEFAULT_PAGE_SIZE, OWNER_KINDS, STATUSES };

interface FilterQuery {
  app?: string;
  ownerKind?: string;
  status?: string;
  page?: string;
  pageSize?: string;
}

export type FilterName = 'app' | 'ownerKind' | 'status';

interface ConnectionFilters {
  /** The query for the API. */
  query: ListConnections.Query;
  isFiltered: boolean;
  setFilter: (name: FilterName, value: string) => void;
  clear: () => void;
}

/** The connection filters, kept in the page's URL. */
export const useConnectionFilters = (): ConnectionFilters => {
  const [{ query }, setQuery] = useQueryParams<FilterQuery>();
  const app = query.app || undefined;
  const ownerKind = OWNER_KINDS.find((kind) => kind === query.ownerKind);
  const status = STATUSES.find((one) => one === query.status);
  return {
    query: {
      page: Number(query.page) || 1,
      pageSize: Number(query.pageSize) || DEFAULT_PAGE_SIZE,
      app,
      ownerKind,
      status,
    },
    isFiltered: Boolean(app ?? ownerKind ?? status),
    setFilter: (name, value) => setQuery({ [name]: value || undefined, page: '1' }),
    clear: () => setQuery({ app: undefined, ownerKind: undefined, status: undefined, page: '1' }),
  };
};
