import { useMemo, useState } from 'react';
import { useQueryParams } from '@strapi/strapi/admin';
import { useIntl } from 'react-intl';

const DEFAULT_PAGE_SIZE = 20;

interface SearchQuery {
  _q?: string;
  page?: string;
  pageSize?: string;
}

const toCount = (text: string | undefined, otherwise: number): number => {
  const count = Number(text);
  return Number.isInteger(count) && count > 0 ? count : otherwise;
};

interface SearchedPage<Item> {
  search: string;
  setSearch: (search: string) => void;
  found: Item[];
  page: Item[];
  pageCount: number;
  pageSize: number;
}

/** Searches by name and paginates, in the browser. The page's URL holds both. */
export const useSearchedPage = <Item extends { name: string }>(
  items: Item[]
): SearchedPage<Item> => {
  const { locale } = useIntl();
  const [{ query }, setQuery] = useQueryParams<SearchQuery>();
  // Keeps the typed text here as well, because the address updates too late for an input.
  const [search, setText] = useState(query._q ?? '');

  const found = useMemo(() => {
    const wanted = search.trim().toLocaleLowerCase(locale);
    return items
      .filter(({ name }) => name.toLocaleLowerCase(locale).includes(wanted))
      .sort((one, other) => one.name.localeCompare(other.name, locale, { numeric: true }));
  }, [items, locale, search]);

  const pageSize = toCount(query.pageSize, DEFAULT_PAGE_SIZE);
  const pageCount = Math.ceil(found.length / pageSize);
  const pageNumber = Math.min(toCount(query.page, 1), Math.max(pageCount, 1));

  return {
    search,
    setSearch: (text) => {
      setText(text);
      // Encodes it, as Strapi's own pages do.
      setQuery({ _q: text ? encodeURIComponent(text) : undefined, page: '1' }, 'push', true);
    },
    found,
    page: found.slice((pageNumber - 1) * pageSize, pageNumber * pageSize),
    pageCount,
    pageSize,
  };
};
