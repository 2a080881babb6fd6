import { createHash } from 'node:crypto';
import type { ResponsibleRow } from '../../../kernel/assets/assets.ts';
import type { Scope } from '../../../kernel/contract/access.ts';
import { toWire } from '../../../shared/time.ts';
import { windowsAt } from '../../../shared/window.ts';
import { distinctNames, groupWord, hostWord, isPlainHost, untemplated } from '../domain/inventory-names.ts';
import { reportStateAt } from '../domain/report-state.ts';
import { suggestedUpdateAt, updateStatusAt } from '../domain/update-status.ts';
import { everyServer } from '../store/every-server.ts';
import type { ServerRow } from '../store/server-rows.ts';
import type { Parts } from './parts.ts';
import { lastReportOf } from './settle.ts';

/** Variables of one host. Texts hold nothing that Ansible would run. */
export type HostVars = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

interface Host {
  readonly id: string;
  readonly called: string;
  readonly vars: HostVars;
}

export interface Inventory {
  /** By the name that Ansible calls the host. */
  readonly hosts: ReadonlyMap<string, HostVars>;
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

/** The servers of the scope with what a playbook may ask, and the groups they are in. */
export async function inventoryAt(
  { db, assets }: Pick<Parts, 'db' | 'assets'>,
  scope: Scope,
  { at, siteId }: { readonly at: Temporal.Instant; readonly siteId: string | undefined },
): Promise<Inventory> {
  const hosts: Host[] = [];
  const members = new Map<string, Host[]>();
  const windowOf = windowsAt(at);
  for await (const servers of everyServer(db, scope, { siteId })) {
    const people = await assets.responsibles(
      db,
      servers.map(({ id }) => id),
    );
    for (const server of servers) {
      const owners = (people.get(server.id) ?? []).filter(({ role }) => role === 'owner');
      const host = { id: server.id, called: server.name, vars: varsOf(server, owners, { at, window: windowOf(server.hours) }) };
      hosts.push(host);
      for (const group of groupsOf(server, owners, at)) join(members, group, host);
    }
  }
  return named(hosts, members);
}

function join(members: Map<string, Host[]>, group: string, host: Host): void {
  const some = members.get(group);
  if (some === undefined) members.set(group, [host]);
  else some.push(host);
}

/** Ids end in random digits, which tell alike names apart. */
function named(hosts: readonly Host[], members: ReadonlyMap<string, readonly Host[]>): Inventory {
  const hostNames = distinctNames(hosts, { plain: ({ called }) => hostWord(called), mark: ({ id }) => id.slice(-8) });
  const groupNames = distinctNames([...members.keys()], { plain: groupNameOf, mark: (group) => markOf(group) });
  const nameOf = (host: Host): string => hostNames.get(host) ?? host.id;
  return {
    hosts: new Map(hosts.map((host) => [nameOf(host), host.vars])),
    groups: new Map([...members].map(([group, some]) => [groupNames.get(group) ?? group, some.map(nameOf)])),
  };
}

const markOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const groupNameOf = (group: string): string => {
  const [kind = '', ...rest] = group.split(' ');
  return `${kind}_${groupWord(rest.join(' '))}`;
};

/** `kind value`: made valid, and told apart, when all are known. */
function groupsOf(
  { lastUpdatedAt, schedule, site, tags, hours }: ServerRow,
  owners: readonly ResponsibleRow[],
  at: Temporal.Instant,
): string[] {
  return [
    `status ${updateStatusAt(lastUpdatedAt, schedule, at)}`,
    ...(schedule === null ? [] : [`schedule ${schedule.name}`]),
    ...owners.map(({ teamId, username }) => (teamId === null ? `owner ${username}` : `owner_team ${username}`)),
    `site ${site.name}`,
    ...tags.map((tag) => `tag ${tag}`),
    ...(hours.alwaysInUse ? ['always in_use'] : []),
  ];
}

function varsOf(
  server: ServerRow,
  owners: readonly ResponsibleRow[],
  { at, window }: { readonly at: Temporal.Instant; readonly window: ReturnType<ReturnType<typeof windowsAt>> },
): HostVars {
  const { schedule, lastUpdatedAt, hours, report } = server;
  const host = [server.ipAddress, server.hostname].find((each) => each !== null && isPlainHost(each));
  const text = (value: string | null): string | null => (value === null ? null : untemplated(value));
  return {
    ...(host == null ? {} : { ansible_host: host }),
    caretaker_id: server.id,
    caretaker_name: untemplated(server.name),
    caretaker_hostname: untemplated(server.hostname),
    caretaker_site: untemplated(server.site.name),
    caretaker_schedule: text(schedule?.name ?? null),
    caretaker_owners: owners.map(({ username }) => untemplated(username)),
    caretaker_tags: server.tags.map(untemplated),
    caretaker_update_status: updateStatusAt(lastUpdatedAt, schedule, at),
    caretaker_last_updated_at: toWire(lastUpdatedAt),
    caretaker_next_update_due_at: toWire(server.dueAt),
    caretaker_suggested_update_at: toWire(suggestedUpdateAt(lastUpdatedAt, schedule, hours.timeZone ?? null)),
    caretaker_service_window_status: window.status,
    caretaker_next_safe_at: toWire(window.nextSafeAt),
    caretaker_next_risky_at: toWire(window.nextRiskyAt),
    caretaker_report_state: reportStateAt(lastReportOf(report), at),
    caretaker_os: text(report.os?.id ?? null),
    caretaker_os_version: text(report.os?.versionId ?? null),
    caretaker_pending_updates: report.pendingUpdates,
    caretaker_pending_security_updates: report.pendingSecurityUpdates,
    caretaker_reboot_required: report.rebootRequired,
  };
}
