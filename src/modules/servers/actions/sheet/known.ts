import type { ResponsibleRow } from '../../../../kernel/assets/assets.ts';
import { listSites, type SiteRow } from '../../../../kernel/assets/sites.ts';
import { createMayOnAssets } from '../../../../kernel/auth/access/asset-access.ts';
import type { PersonActor } from '../../../../kernel/auth/actor.ts';
import { listPeople, type People } from '../../../../kernel/auth/users/people.ts';
import { inSites, type Sites, scopeOf, sitesOf, WHOLE_ESTATE } from '../../../../kernel/contract/access.ts';
import type { Permission } from '../../../../kernel/contract/permission.ts';
import { KERNEL_PERMISSIONS } from '../../../../kernel/contract/permissions.ts';
import type { Db } from '../../../../kernel/db/database.ts';
import type { AssetId } from '../../../../shared/ids.ts';
import { SERVERS_PERMISSIONS } from '../../contract/permissions.ts';
import type { ServerRow } from '../../store/server-rows.ts';
import { findServers } from '../../store/servers.ts';
import { schedulesNamed, serversNamed } from '../../store/sheet.ts';
import type { Parts } from '../parts.ts';
import type { SheetLine } from './read-sheet.ts';

/** What there is in the caller's sight for the lines of a sheet to mean. Names are compared without case. */
export interface Known {
  site(name: string): SiteRow | null;
  schedule(siteId: string, name: string): string | null;
  server(siteId: string, name: string): KnownServer | null;
  /** Null: nobody of that name, or several. */
  person(name: string): Named | null;
  mayCreateOn(siteId: string): boolean;
}

export interface KnownServer {
  readonly row: ServerRow;
  readonly responsibles: readonly ResponsibleRow[];
  readonly mayEdit: boolean;
}

/** A user, or a team, which stands in sheets with `team:` before its name. */
export type Named = { readonly userId: string } | { readonly teamId: string };

const permission = (all: readonly Permission[], name: string): Permission => {
  const found = all.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no table declares ${name}`);
  return found;
};
const READ = permission(SERVERS_PERMISSIONS, 'servers:read');
const CREATE = permission(SERVERS_PERMISSIONS, 'servers:create');
const PEOPLE = permission(KERNEL_PERMISSIONS, 'people:read');

const mayOnAssets = createMayOnAssets(new Map([READ, permission(SERVERS_PERMISSIONS, 'servers:edit')].map((each) => [each.name, each])));

/** More people than any console has. */
const ALL = 1_000_000;

const plain = (name: string): string => name.toLowerCase();

/** Asks once for all lines; in a transaction what it tells is as fresh as that. */
export async function whatIsKnown(parts: Parts, db: Db, person: PersonActor, lines: readonly SheetLine[]): Promise<Known> {
  // A token that carries "create" alone still means what its person sees.
  const sighted = { ...person, tokenScopes: null };
  const sites = await listSites(db, scopeOf(sighted, READ));
  const siteIds = sites.map(({ id }) => id);
  const names = [...new Set(lines.map(({ cells }) => cells.name ?? '').filter((name) => !name.includes('\0')))];
  const [schedules, found, people] = await Promise.all([
    schedulesNamed(db, siteIds),
    serversNamed(db, siteIds, names),
    listPeople(db, scopeOf(sighted, PEOPLE), { limit: ALL, withSuperadmins: person.superadmin }),
  ]);
  const servers = await knownServers(
    parts,
    db,
    person,
    found.map(({ id }) => id),
  );
  const asked = new Map(found.map(({ siteId, asked, id }) => [`${siteId} ${asked}`, id]));
  const creatable: Sites = sitesOf(scopeOf(person, CREATE), 'servers');
  return {
    site: (name) => sites.find((site) => plain(site.name) === plain(name) || site.id === name) ?? null,
    schedule: (siteId, name) => schedules.find((each) => each.siteId === siteId && plain(each.name) === plain(name))?.id ?? null,
    server: (siteId, name) => servers.get(asked.get(`${siteId} ${name}`) ?? '') ?? null,
    person: personBy(people),
    mayCreateOn: (siteId) => inSites(creatable, siteId),
  };
}

async function knownServers(
  { assets }: Parts,
  db: Db,
  person: PersonActor,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownServer>> {
  const rows = await findServers(db, WHOLE_ESTATE, ids);
  const places = rows.map(({ id, site }) => ({ id, module: 'servers', siteId: site.id }));
  const [people, may] = await Promise.all([
    assets.responsibles(db, ids as readonly AssetId[]),
    mayOnAssets(db, person, ['servers:edit'], places),
  ]);
  return new Map(
    rows.map((row) => [row.id, { row, responsibles: people.get(row.id) ?? [], mayEdit: may.get(row.id)?.has('servers:edit') === true }]),
  );
}

export const TEAM = 'team:';

function personBy({ users, teams }: People): (name: string) => Named | null {
  const byUser = new Map(users.map(({ id, username }) => [plain(username), { userId: id }]));
  const byTeam = new Map(teams.map(({ id, name }) => [plain(name), { teamId: id }]));
  return (name) =>
    plain(name).startsWith(TEAM) ? (byTeam.get(plain(name).slice(TEAM.length).trim()) ?? null) : (byUser.get(plain(name)) ?? null);
}
