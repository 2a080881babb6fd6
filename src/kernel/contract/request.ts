import type { Route } from './route.ts';

export interface Request {
  /** Path and query, from `/api` on. */
  readonly url: string;
  /** Null: none. */
  readonly body: string | null;
  /** Of the body; null: there is none. */
  readonly contentType: string | null;
}

const JSON_TYPE = 'application/json';
const TEXT_TYPE = 'text/plain; charset=utf-8';

/** Path parameters go into the path; the rest is the query of GET and DELETE, else the JSON body, or the text of a route that takes one. The bytes of one that takes those are the caller's to send. */
export function requestOf(route: Route, input: unknown): Request {
  const left = new Map(Object.entries(input as Record<string, unknown>).filter(([, value]) => value !== undefined));
  const path = route.path.replace(/:(\w+)/g, (_match, name: string) => {
    const value = left.get(name);
    left.delete(name);
    return encodeURIComponent(String(value));
  });
  if (route.body === 'text') return { url: `/api${path}`, body: String(left.get('body') ?? ''), contentType: TEXT_TYPE };
  if (route.method !== 'GET' && route.method !== 'DELETE' && route.body !== 'bytes')
    return { url: `/api${path}`, body: JSON.stringify(Object.fromEntries(left)), contentType: JSON_TYPE };
  const query = new URLSearchParams([...left].map(([name, value]): [string, string] => [name, String(value)])).toString();
  return { url: `/api${path}${query === '' ? '' : `?${query}`}`, body: null, contentType: null };
}
