import { z } from 'zod';
import { SERVER_SORTS } from '../../contract/routes.ts';
import { REPORT_STATES, UPDATE_STATUSES, WINDOW_STATUSES } from '../../contract/shapes.ts';

const someOf = (values: readonly string[]) =>
  z
    .string()
    .transform((text) => [...new Set(text.split(','))].filter((part) => values.includes(part)).join(','))
    .pipe(z.string().min(1));

const Flag = z.enum(['true', 'false']);

/** The filters of the list as they stand in the URL. Every value is a string that the route understands; the site is the shell's. */
export const FILTER_SHAPE = {
  q: z.string().min(1).max(200),
  status: someOf(UPDATE_STATUSES),
  window: someOf(WINDOW_STATUSES),
  report: someOf(REPORT_STATES),
  /** `me`, `none`, or the id of a user or team. */
  responsible: z.union([z.enum(['me', 'none']), z.uuid()]),
  scheduleId: z.uuid(),
  tag: z.string().min(1).max(60),
  hasSecurityUpdates: Flag,
  rebootRequired: Flag,
  sort: z.enum(SERVER_SORTS),
};

type FilterName = keyof typeof FILTER_SHAPE;
export type ServerFilters = { readonly [Name in FilterName]?: z.output<(typeof FILTER_SHAPE)[Name]> | undefined };

const FILTER_NAMES = Object.keys(FILTER_SHAPE).filter((name): name is FilterName => name in FILTER_SHAPE);

/** What of stored values is a filter; the rest is dropped, so that what an older page stored still opens. */
export function filtersFrom(values: Readonly<Record<string, unknown>>): ServerFilters {
  const kept = FILTER_NAMES.flatMap((name) => {
    const parsed = FILTER_SHAPE[name].safeParse(values[name]);
    return parsed.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(kept);
}

/** Whether anything but the order narrows the list. */
export const isFiltered = (filters: ServerFilters): boolean => FILTER_NAMES.some((name) => name !== 'sort' && filters[name] !== undefined);

export const sameFilters = (a: ServerFilters, b: ServerFilters): boolean => FILTER_NAMES.every((name) => a[name] === b[name]);

/** The change that leaves exactly these filters in the URL. */
export const replaceBy = (filters: ServerFilters): { readonly [Name in FilterName]?: string | null } =>
  Object.fromEntries(FILTER_NAMES.map((name): [string, string | null] => [name, filters[name] ?? null]));

/** The list narrowed by these filters, as a link. */
export function listHref(filters: ServerFilters): string {
  const query = new URLSearchParams(Object.entries(filtersFrom(filters)).map(([name, value]): [string, string] => [name, String(value)]));
  return query.size === 0 ? '/servers' : `/servers?${query}`;
}

/** Filters that everybody finds in the list; `name` is the key of their translated name. */
export const BUILT_IN_FILTERS: readonly { readonly name: string; readonly filters: ServerFilters }[] = [
  { name: 'mine', filters: { responsible: 'me' } },
  { name: 'overdueAndSafe', filters: { status: 'overdue', window: 'safe', sort: 'nextUpdateDueAt' } },
  { name: 'silentOrStale', filters: { report: 'stale-lists,silent', sort: 'reportedAt' } },
  { name: 'securityPending', filters: { hasSecurityUpdates: 'true', sort: '-pendingUpdates' } },
];
