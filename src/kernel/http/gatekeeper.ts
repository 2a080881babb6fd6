import type { Actor, Origin, PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Route } from '../contract/route.ts';

/** What a request shows to say who it is. */
interface Credentials {
  /** The `Authorization` header as it came. */
  readonly authorization: string | null;
  /** A cookie by its name; auth alone knows the name of the session's. */
  cookie(name: string): string | null;
}

/**
 * Who is calling. `via` tells the mount whether a browser sent the credential by itself, which asks for the origin check.
 * A credential that does not hold (expired, revoked, misspelt) is a refusal; none at all is a stranger.
 */
export type Identified =
  | { readonly ok: true; readonly actor: Actor; readonly via: 'cookie' | 'header' | 'none' }
  | { readonly ok: false; readonly code: string };

/** Whether the caller may; `scope` is where the permission is held. */
export type Admission =
  | { readonly ok: true; readonly scope: Scope }
  /** `kernel.not_signed_in`, `kernel.forbidden`, `kernel.not_found` or the route's own code for what lies outside the scope. */
  | { readonly ok: false; readonly code: string };

/** All that the HTTP edge asks of auth. The mount calls it in the order of these functions. */
export interface Gatekeeper {
  /** Routes without a permission take a refused credential for a stranger; every other one answers the refusal. */
  identify(shown: Credentials, origin: Origin): Promise<Identified>;
  /**
   * Before the input is looked at: whether the caller could hold the route's permission for anything at all,
   * by role, token scope or responsibility. Asked only for routes with a permission.
   */
  mayEver(actor: Actor, route: Route): Promise<Admission>;
  /** With valid input: the scope, and whether the asset or site that the route names lies in it. */
  admit(actor: Actor, route: Route, input: Readonly<Record<string, unknown>>): Promise<Admission>;
  /**
   * The same person with the rights of now, for calls that last (live); null when the session or token has ended.
   * Does not count as a sign of life: an open page must not keep a session from expiring.
   */
  recheck(actor: PersonActor): Promise<PersonActor | null>;
}
