import { keepPreviousData, QueryClient, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { Page } from '../../kernel/contract/page.ts';
import { moduleOf } from '../../kernel/contract/permission.ts';
import type { Route } from '../../kernel/contract/route.ts';
import { type CallOptions, call, type InputOf, type OutputOf } from './call.ts';
import { asProblem, ProblemError } from './problem.ts';

/** The room a route belongs to: events of that room or module make its answers old. */
export const roomOf = (route: Route): string => (route.permission === null ? 'kernel' : moduleOf(route.permission));

const keyOf = (route: Route, input: unknown): readonly unknown[] => [`${route.method} ${route.path}`, input];

/** No answer, or one of something between here and the console. What a module says, such as that a host of its own is gone, is an answer. */
const isOnTheWay = ({ status, code }: ProblemError): boolean => status === 0 || (status >= 502 && /^(?:web|kernel)\./.test(code));

const mayTryAgain = (failures: number, thrown: unknown): boolean => failures < 2 && thrown instanceof ProblemError && isOnTheWay(thrown);

export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: mayTryAgain, staleTime: 60_000, refetchOnWindowFocus: true }, mutations: { retry: false } },
});

export interface RouteOptions {
  /** Rooms whose live events refetch this answer, beside the route's own; `false`: none. */
  readonly live?: readonly string[] | false;
  readonly enabled?: boolean;
  /** Show the last answer while the next input loads, so that nothing jumps. */
  readonly keepLast?: boolean;
  /** Asked when shown and on `refetch` only: for lists in which nothing may move by itself. */
  readonly frozen?: boolean;
}

/** A frozen answer is not kept for the next visit either, as nothing would renew it. */
const frozenOptions = (options: RouteOptions) =>
  options.frozen === true ? { gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false } : {};

const roomsOf = (route: Route, { live, frozen }: RouteOptions): readonly string[] =>
  live === false || frozen === true ? [] : [roomOf(route), ...(live ?? [])];

/** The answer to a question, as `Show` takes it. */
export interface Answer<T> {
  readonly value: T | undefined;
  readonly problem: ProblemError | null;
  readonly isLoading: boolean;
  refetch(): void;
}

/** Asks one route and keeps the answer fresh by live events. */
export function useRoute<R extends Route>(route: R, input: InputOf<R>, options: RouteOptions = {}): Answer<OutputOf<R>> {
  const query = useQuery({
    queryKey: keyOf(route, input),
    queryFn: ({ signal }) => call(route, input, { signal }),
    meta: { rooms: roomsOf(route, options) },
    enabled: options.enabled ?? true,
    ...frozenOptions(options),
    ...(options.keepLast === true ? { placeholderData: keepPreviousData } : {}),
  });
  const { refetch } = query;
  return {
    value: query.data,
    problem: query.error === null ? null : asProblem(query.error),
    isLoading: query.isPending && query.fetchStatus !== 'idle',
    refetch: useCallback(() => void refetch(), [refetch]),
  };
}

/** A keyset list, page after page, as `DataTable` takes it. */
export interface List<Row> {
  readonly items: readonly Row[];
  readonly problem: ProblemError | null;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  loadMore(): void;
  refetch(): void;
}

type ListRoute = Route & { readonly output: Route['output'] };
type RowOf<R extends Route> = OutputOf<R> extends { items: readonly (infer Row)[] } ? Row : never;

/** Like `useRoute` for a list; `first` is the newest first page, for counts that travel with it. */
export function useList<R extends ListRoute>(
  route: R,
  input: Omit<InputOf<R>, 'cursor'>,
  options: RouteOptions = {},
): List<RowOf<R>> & { readonly first: OutputOf<R> | undefined } {
  const query = useInfiniteQuery({
    queryKey: keyOf(route, input),
    queryFn: ({ pageParam, signal }) =>
      call(route, { ...input, ...(pageParam === null ? {} : { cursor: pageParam }) } as InputOf<R>, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => (page as Page<unknown>).nextCursor,
    meta: { rooms: roomsOf(route, options) },
    enabled: options.enabled ?? true,
    placeholderData: keepPreviousData,
    ...frozenOptions(options),
  });
  const pages = query.data?.pages;
  const items = useMemo(() => (pages ?? []).flatMap((page) => (page as Page<RowOf<R>>).items), [pages]);
  const { fetchNextPage, refetch, isFetchingNextPage } = query;
  return {
    items,
    first: pages?.[0],
    problem: query.error === null ? null : asProblem(query.error),
    isLoading: query.isPending && query.fetchStatus !== 'idle',
    hasMore: query.hasNextPage,
    isLoadingMore: isFetchingNextPage,
    loadMore: useCallback(() => void (isFetchingNextPage ? null : fetchNextPage()), [fetchNextPage, isFetchingNextPage]),
    refetch: useCallback(() => void refetch(), [refetch]),
  };
}

/** Rows that are already here, in the shape of a list. */
export const listOf = <Row>(answer: Answer<{ items: readonly Row[] }>): List<Row> => ({
  items: answer.value?.items ?? [],
  problem: answer.problem,
  isLoading: answer.isLoading,
  hasMore: false,
  isLoadingMore: false,
  loadMore: () => undefined,
  refetch: answer.refetch,
});

export interface ActionOptions {
  /** Rooms whose answers are old after success, beside the route's own. */
  readonly touches?: readonly string[];
}

export interface Action<R extends Route> {
  /** Resolves with the answer; rejects with `ProblemError`. */
  run(input: InputOf<R>, options?: Pick<CallOptions, 'ifMatch'>): Promise<OutputOf<R>>;
  readonly isPending: boolean;
  readonly refusal: ProblemError | null;
  reset(): void;
}

/** A change. After success every shown answer of its room is asked again. */
export function useAction<R extends Route>(route: R, options: ActionOptions = {}): Action<R> {
  const client = useQueryClient();
  const rooms = [roomOf(route), ...(options.touches ?? [])];
  const mutation = useMutation({
    mutationFn: ({ input, ...rest }: { input: InputOf<R> } & CallOptions) => call(route, input, rest),
    onSuccess: () => refetchRooms(client, rooms),
  });
  const { mutateAsync } = mutation;
  return {
    run: useCallback((input, settings = {}) => mutateAsync({ input, ...settings }), [mutateAsync]),
    isPending: mutation.isPending,
    refusal: mutation.error === null ? null : asProblem(mutation.error),
    reset: mutation.reset,
  };
}

/** After a gap in the live stream any answer may be old; the frozen ones stay. */
export async function refetchAll(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ predicate: ({ meta }) => Array.isArray(meta?.['rooms']) && meta['rooms'].length > 0 });
}

/** Marks every answer of these rooms as old and asks the shown ones again. */
export async function refetchRooms(client: QueryClient, rooms: readonly string[]): Promise<void> {
  await client.invalidateQueries({
    predicate: ({ meta }) => {
      const of: unknown = meta?.['rooms'];
      return Array.isArray(of) && of.some((room) => rooms.includes(room));
    },
  });
}
