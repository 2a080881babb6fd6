import type { z } from 'zod';

export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/**
 * One route: the server mounts it, the browser calls it with its types, `/openapi.json` is printed from it.
 * `input` is one strict object that gathers path parameters, query and body.
 */
export interface Route<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType, Code extends string = string> {
  readonly method: Method;
  /** Below `/api`, parameters as `:name`. */
  readonly path: string;
  readonly summary: string;
  /** What the caller must hold (a name from the permission tables); null: anybody, signed in or not. */
  readonly permission: string | null;
  readonly input: Input;
  /** `z.null()` answers 204 without a body. */
  readonly output: Output;
  /** Every refusal the route can answer beyond the general ones, with its HTTP status. */
  readonly refusals: Readonly<Record<Code, number>>;
  /** The input field with the asset that the permission is asked about: outside the scope 404, visible but not permitted 403. */
  readonly asset?: string;
  /** The input field with the site that the permission is asked about; absent in the input: the default site. */
  readonly site?: string;
  /** Status of success; otherwise 204 without output, 201 for POST, 200. */
  readonly status?: number;
  /**
   * `text`: the body arrives as `input.body`, a string. `bytes`: it is a file of any type, read as it arrives from `Call.bytes`, and the whole
   * input is in path and query. `json` is the default.
   */
  readonly body?: 'json' | 'text' | 'bytes';
  /** Largest body in bytes; 1 MiB unless told. */
  readonly bodyLimit?: number;
  /** Tries per minute and address. Routes without one share a generous limit. */
  readonly triesPerMinute?: number;
  /** Another header than `Authorization` that the caller's token may come in, in lower case, for agents that know no other. */
  readonly tokenHeader?: string;
  /** The output field that holds the row's version: sent as `ETag`, compared with `If-Match` by the action. */
  readonly version?: string;
  /** The answer is no JSON of the contract's but a stream or a text with this media type. */
  readonly mediaType?: string;
}

/** Declares a route; exists for its types. */
export const route = <Input extends z.ZodType, Output extends z.ZodType, Code extends string>(
  declared: Route<Input, Output, Code>,
): Route<Input, Output, Code> => declared;
