import type { Route } from './route.ts';

export interface Request {
  /** Path and query, from `/api` on. */
  readonly url: string;
  /** JSON; null: none. */
  readonly body: string | null;
}

/** Path parameters go into the path; the rest is the query of GET and DELETE, else the JSON body. */
export function requestOf(route: Route, input: unknown): Request {
  const left = new Map(Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined));
  const path = route.path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  if (route.method !== 'GET' && route.method !== 'DELETE') return { url: `/api${path}`, body: JSON.stringify(Object.fromEntries(left)) };
  const query = new URLSearchParams([...left].map(([name, value]): [string, string] => [name, String(value)])).toString();
  return { url: `/api${path}${query === '' ? '' : `?${query}`}`, body: null };
}
