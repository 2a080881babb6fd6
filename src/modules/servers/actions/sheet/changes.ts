import { isIPv6 } from 'node:net';
import { isAfter, truncate } from '../../../../shared/time.ts';
import { SHEET_COLUMNS, type SheetColumn } from '../../domain/sheet.ts';
import type { SheetRow } from '../../domain/sheet-row.ts';
import type { KnownServer } from './known.ts';
import { asNamed, type PlannedRow } from './planned.ts';

/** Columns of a line whose value is another than the server's; of a new server, all that say something. */
export function changedColumns(planned: Omit<PlannedRow, 'changed'>): readonly SheetColumn[] {
  const { row, server } = planned;
  if (server === null) return SHEET_COLUMNS.filter((column) => saysSomething(row, column));
  const now = server.row;
  const people = wantedPeople(planned, server);
  const isOther: Partial<Record<SheetColumn, boolean>> = {
    name: row.name !== now.name,
    hostname: differs(row.hostname, now.hostname),
    ipAddress: row.ipAddress !== undefined && plainAddress(row.ipAddress) !== plainAddress(now.ipAddress),
    schedule: row.schedule !== undefined && planned.scheduleId !== (now.schedule?.id ?? null),
    owners: row.owners !== undefined && differs(people.owners, peopleNow(server, 'owner')),
    maintainers: row.maintainers !== undefined && differs(people.maintainers, peopleNow(server, 'maintainer')),
    inUseFrom: row.serviceWindow !== undefined && differs(row.serviceWindow, windowOf(now.hours)),
    alwaysInUse: differs(row.alwaysInUse, now.hours.alwaysInUse),
    mode: differs(row.modeOverride, now.modeOverride),
    tags: differs(row.tags, now.tags),
    lastUpdatedAt: isNewer(row.lastUpdatedAt, now.lastUpdatedAt),
    description: differs(row.description, now.description),
  };
  return SHEET_COLUMNS.filter((column) => isOther[column] === true);
}

const ROW_FIELDS: Partial<Record<SheetColumn, keyof SheetRow>> = { inUseFrom: 'serviceWindow', mode: 'modeOverride' };

function saysSomething(row: SheetRow, column: SheetColumn): boolean {
  const field = ROW_FIELDS[column] ?? column;
  const value: unknown = Object.hasOwn(row, field) ? Reflect.get(row, field) : undefined;
  return value !== undefined && value !== null && value !== '' && value !== false && !(Array.isArray(value) && value.length === 0);
}

const differs = (wanted: unknown, now: unknown): boolean => wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(now);

/** An older instant than the one that is known says nothing new. */
export const isNewer = (told: Temporal.Instant | undefined, known: Temporal.Instant | null): boolean =>
  told !== undefined && (known === null || isAfter(truncate(told), known));

/** One spelling for each address, so that the same one in other letters is no change. */
export const plainAddress = (address: string | null): string | null =>
  address !== null && isIPv6(address) ? (URL.parse(`http://[${address}]`)?.hostname ?? address) : address;

function windowOf({ start, end, timeZone, weekdays }: KnownServer['row']['hours']) {
  return start == null || end == null || timeZone == null || weekdays == null ? null : { start, end, timeZone, weekdays };
}

export const idOf = (who: { readonly userId: string } | { readonly teamId: string }): string => ('userId' in who ? who.userId : who.teamId);

const peopleNow = ({ responsibles }: KnownServer, role: 'owner' | 'maintainer'): readonly string[] =>
  responsibles
    .filter((each) => each.role === role)
    .map((each) => idOf(asNamed(each)))
    .sort();

/** Ids of those who would answer for a server after the line; whoever is named as an owner is no maintainer beside that. */
function wantedPeople({ row, people }: Omit<PlannedRow, 'changed'>, server: KnownServer) {
  const named = (role: 'owner' | 'maintainer') => [...new Set(people.filter((each) => each.role === role).map(idOf))].sort();
  const owners = row.owners === undefined ? peopleNow(server, 'owner') : named('owner');
  return { owners, maintainers: named('maintainer').filter((id) => !owners.includes(id)) };
}
