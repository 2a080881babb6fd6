/**
 * What a process of the console does. `web`: pages, API and live events. `ingest`: what devices send.
 * `worker`: jobs from the queue. `scheduler`: a candidate for leading (see leases/README.md).
 */
export const PROCESS_ROLES = ['web', 'ingest', 'worker', 'scheduler'] as const;
export type ProcessRole = (typeof PROCESS_ROLES)[number];

export type ProcessRoles = ReadonlySet<ProcessRole>;

/** One process that does everything. */
export const ALL_ROLES: ProcessRoles = new Set(PROCESS_ROLES);

/** Of words such as `web,ingest`; those that are no roles come back beside. */
export function rolesAmong(words: readonly string[]): { readonly roles: ProcessRoles; readonly unknown: readonly string[] } {
  const roles = PROCESS_ROLES.filter((role) => words.includes(role));
  return { roles: new Set(roles), unknown: words.filter((word) => !PROCESS_ROLES.some((role) => role === word)) };
}
