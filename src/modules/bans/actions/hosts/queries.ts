import type { MaintenancePeriod, ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import { createMayOnAssets } from '../../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import type { Scope } from '../../../../kernel/contract/access.ts';
import type { Page } from '../../../../kernel/contract/page.ts';
import { KERNEL_PERMISSIONS } from '../../../../kernel/contract/permissions.ts';
import type { PageRequest } from '../../../../kernel/db/keyset.ts';
import { BANS_PERMISSIONS } from '../../contract/permissions.ts';
import { findHost, type HostFilter, type HostRow, type HostSort, listHosts } from '../../store/hosts.ts';
import { type JailFilter, type JailRow, jailsOf, listJails } from '../../store/jails.ts';
import type { HostParts } from './parts.ts';

export type { HostRow, JailRow };

/** A host with what the kernel knows of its asset. */
export interface HostView {
  readonly host: HostRow;
  readonly responsibles: readonly ResponsibleRow[];
  readonly maintenance: MaintenancePeriod | null;
}

export interface HostDetailView extends HostView {
  /** Names of permissions that the caller holds on this host. */
  readonly may: readonly string[];
  readonly notes: string;
  readonly machine: { readonly id: string; readonly name: string } | null;
}

const mayOnHosts = createMayOnAssets(
  new Map([...KERNEL_PERMISSIONS, ...BANS_PERMISSIONS].map((permission) => [permission.name, permission])),
);
/** What can be asked about one host. */
const ON_HOSTS = ['bans:read', 'bans:ban', 'bans:lists', 'bans:configure', 'bans:hosts', 'assets:edit', 'findings:act'];

/** Reads of hosts and jails. Each takes the caller's scope; what lies outside is not there. */
export function createHostQueries(parts: Pick<HostParts, 'db' | 'assets' | 'clock'>) {
  const { db } = parts;
  return {
    async list(scope: Scope, filter: HostFilter, sort: HostSort, page: PageRequest): Promise<Page<HostView>> {
      const { items, nextCursor } = await listHosts(db, scope, filter, sort, page);
      return { items: await withAssets(parts, items), nextCursor };
    },
    detail: (person: PersonActor, scope: Scope, id: string) => detail(parts, person, scope, id),
    async find(scope: Scope, id: string): Promise<HostView | null> {
      const host = await findHost(db, scope, id);
      return host === null ? null : ((await withAssets(parts, [host]))[0] ?? null);
    },
    jails: (scope: Scope, filter: JailFilter, page: PageRequest): Promise<Page<JailRow>> => listJails(db, scope, filter, page),
    /** Null: no such host in the scope. */
    async jailsOf(scope: Scope, id: string): Promise<readonly JailRow[] | null> {
      return (await findHost(db, scope, id)) === null ? null : jailsOf(db, id);
    },
  };
}

async function withAssets(
  { db, assets, clock }: Pick<HostParts, 'db' | 'assets' | 'clock'>,
  hosts: readonly HostRow[],
): Promise<HostView[]> {
  const ids = hosts.map(({ id }) => id);
  const [people, periods] = await Promise.all([assets.responsibles(db, ids), assets.maintenance(db, ids, clock.now())]);
  return hosts.map((host) => ({ host, responsibles: people.get(host.id) ?? [], maintenance: periods.get(host.id) ?? null }));
}

async function detail(
  parts: Pick<HostParts, 'db' | 'assets' | 'clock'>,
  person: PersonActor,
  scope: Scope,
  id: string,
): Promise<HostDetailView | null> {
  const host = await findHost(parts.db, scope, id);
  const [view] = host === null ? [] : await withAssets(parts, [host]);
  if (host === null || view === undefined) return null;
  const [asset, may] = await Promise.all([
    parts.assets.find(parts.db, host.id),
    mayOnHosts(parts.db, person, ON_HOSTS, [{ id: host.id, module: 'bans', siteId: host.site.id }]),
  ]);
  return { ...view, may: [...(may.get(host.id) ?? [])], notes: asset?.notes ?? '', machine: asset?.machine ?? null };
}
