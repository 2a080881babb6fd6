import { useLocation, useNavigate, useParams, useRouter, useSearch } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from 'react';
import { useCallback, useMemo } from 'react';
import type { z } from 'zod';

/** The search of the URL: flat texts, readable by people. */
export type UrlSearch = Readonly<Record<string, string>>;

export const parseSearch = (search: string): UrlSearch => Object.fromEntries(new URLSearchParams(search));

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const pairs = Object.entries(search).filter(([, value]) => value !== undefined && value !== null && value !== '');
  // Commas, colons and slashes stay readable; they are allowed in a query (RFC 3986 section 3.4).
  const text = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)])).toString();
  return text === '' ? '' : `?${text.replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')}`;
}

const useUrlSearch = (): UrlSearch => useSearch({ strict: false }) as UrlSearch;

/** One parameter of the page's path: `useParam('id')` on `/servers/$id`. */
export const useParam = (name: string): string => (useParams({ strict: false }) as UrlSearch)[name] ?? '';

/** Adds the chosen site to a link, so that it stays chosen from page to page. */
function withSite(href: string, site: string | undefined): string {
  if (site === undefined || !href.startsWith('/')) return href;
  const url = new URL(href, 'http://caretaker');
  if (!url.searchParams.has('site')) url.searchParams.set('site', site);
  return `${url.pathname}${url.search}${url.hash}`;
}

/** Goes to a page of the console: `go('/servers/1?tab=packages')`. */
export function useGo(): (href: string, options?: { readonly replace?: boolean }) => void {
  const router = useRouter();
  const site = useUrlSearch()['site'];
  return useCallback(
    (href, { replace = false } = {}) => {
      if (replace) router.history.replace(withSite(href, site));
      else router.history.push(withSite(href, site));
    },
    [router, site],
  );
}

interface AppLinkProps extends Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'href'> {
  readonly href: string;
  readonly children: ReactNode;
}

const isPlainClick = (event: MouseEvent): boolean =>
  event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;

/** A real link within the console: opens in place on a plain click, in a tab otherwise. */
export function AppLink({ href, children, onClick, className, ...rest }: AppLinkProps) {
  const go = useGo();
  const site = useUrlSearch()['site'];
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || !isPlainClick(event)) return;
    event.preventDefault();
    go(href);
  };
  return (
    <a {...rest} className={className ?? 'ct-link'} href={withSite(href, site)} onClick={follow}>
      {children}
    </a>
  );
}

/** Path and search of the page, for links back. */
export const useHere = (): { readonly path: string; readonly href: string } => {
  const { pathname, href } = useLocation();
  return { path: pathname, href };
};

type Shape = Readonly<Record<string, z.ZodType>>;
type FiltersOf<S extends Shape> = { readonly [Name in keyof S]: z.output<S[Name]> | undefined };
type FilterChange<S extends Shape> = { readonly [Name in keyof S]?: string | null | undefined };

/**
 * Filters that live in the URL. Each is read by its own schema; what does not fit (an old bookmark) is left out.
 * `change` replaces the history entry; null or '' takes a filter away.
 */
export function useUrlFilters<S extends Shape>(shape: S): readonly [FiltersOf<S>, (change: FilterChange<S>) => void, boolean] {
  const search = useUrlSearch();
  const navigate = useNavigate();
  const filters = useMemo(() => readFilters(shape, search), [shape, search]);
  const change = useCallback(
    (next: FilterChange<S>) => {
      void navigate({ to: '.', replace: true, search: (old: UrlSearch) => merge(old, next) } as Parameters<typeof navigate>[0]);
    },
    [navigate],
  );
  return [filters, change, Object.values(filters).some((value) => value !== undefined)];
}

function readFilters<S extends Shape>(shape: S, search: UrlSearch): FiltersOf<S> {
  const read = Object.entries(shape).map(([name, schema]) => {
    const parsed = search[name] === undefined ? null : schema.safeParse(search[name]);
    return [name, parsed?.success === true ? parsed.data : undefined];
  });
  return Object.fromEntries(read) as FiltersOf<S>;
}

function merge(old: UrlSearch, change: Readonly<Record<string, string | null | undefined>>): UrlSearch {
  const merged = { ...old };
  for (const [name, value] of Object.entries(change)) {
    if (value === undefined) continue;
    if (value === null || value === '') delete merged[name];
    else merged[name] = value;
  }
  return merged;
}

/** The site chosen in the shell's filter; undefined: all. */
export const useSiteFilter = (): string | undefined => useUrlSearch()['site'];
