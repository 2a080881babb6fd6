import { isIP } from 'node:net';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { type AssetId, newId, type SiteId, type UserId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import { isAfter, truncate } from '../../../shared/time.ts';
import { checkWindow, type ServiceWindow, type WindowFault } from '../../../shared/window.ts';
import { insertServer } from '../store/servers.ts';
import { insertUpdate } from '../store/updates.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { instantsBy } from './rhythm.ts';
import { settle } from './settle.ts';

/** A window as it was typed. */
export interface WindowInput {
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly weekdays: readonly number[];
}

export interface AddServer {
  readonly name: string;
  readonly hostname: string;
  readonly ipAddress?: string | null | undefined;
  readonly description: string;
  readonly updateScheduleId?: string | null | undefined;
  readonly lastUpdatedAt?: Temporal.Instant | null | undefined;
  readonly lastRebootedAt?: Temporal.Instant | null | undefined;
  readonly serviceWindow?: WindowInput | null | undefined;
  readonly alwaysInUse: boolean;
  readonly siteId?: string | undefined;
  readonly ownerUserId?: string | undefined;
  readonly tags: readonly string[];
}

export type RecordFault =
  | WindowFault
  | 'servers.name_taken'
  | 'servers.bad_address'
  | 'servers.unknown_schedule'
  | 'servers.updated_in_future'
  | 'servers.rebooted_in_future';

type Answer = Result<AssetId, RecordFault | 'servers.unknown_site' | OwnerFault>;
type OwnerFault = 'servers.unknown_owner' | 'assets.out_of_sight';

/** Creates a server. Its creator owns it unless another owner is named. */
export function createAddServer(parts: Parts) {
  return (by: Actor, input: AddServer): Promise<Answer> => parts.transact(by, (work) => addServer(work, parts, input));
}

export async function addServer(work: Work, parts: Parts, input: AddServer): Promise<Answer> {
  const site = await parts.assets.site(work.tx, (input.siteId ?? null) as SiteId | null);
  if (site === null) return refuse('servers.unknown_site', { path: 'siteId' });
  const checked = checkRecord(input, work.now);
  if (!checked.ok) return checked;
  const asset = await addAsset(work, parts, input, site.id);
  if (!asset.ok) return asset;
  const scheduleId = input.updateScheduleId ?? null;
  const instants = await instantsBy(work.tx, site.id, scheduleId, checked.value.lastUpdatedAt);
  if (instants === null) return refuse('servers.unknown_schedule', { path: 'updateScheduleId' });

  const { id } = asset.value;
  const { hostname, description, alwaysInUse } = input;
  const { window, ipAddress, lastRebootedAt } = checked.value;
  const values = { hostname, ipAddress, description, scheduleId, window, alwaysInUse, modeOverride: null };
  await insertServer(work.tx, { id, siteId: site.id, lastRebootedAt, ...values, ...instants });
  if (instants.lastUpdatedAt !== null) await recordFirstUpdate(work, id, instants.lastUpdatedAt);
  await auditServer(
    work,
    'servers.added',
    { id, name: input.name, siteId: site.id },
    { after: { name: input.name, tags: input.tags, ...values } },
  );
  publishChange(work, { id, siteId: site.id }, 'added');
  await settle(work, parts, id);
  return ok(id);
}

interface CheckedRecord {
  readonly window: ServiceWindow | null;
  readonly ipAddress: string | null;
  readonly lastUpdatedAt: Temporal.Instant | null;
  readonly lastRebootedAt: Temporal.Instant | null;
}

/** What can be said about the input without looking at the database. */
function checkRecord(input: AddServer, now: Temporal.Instant): Result<CheckedRecord, RecordFault> {
  const window = checkHours(input.serviceWindow ?? null);
  if (!window.ok) return window;
  const address = checkAddress(input.ipAddress ?? null);
  if (!address.ok) return address;
  const lastUpdatedAt = pastOrNull(input.lastUpdatedAt, now);
  if (lastUpdatedAt === 'future') return refuse('servers.updated_in_future', { path: 'lastUpdatedAt' });
  const lastRebootedAt = pastOrNull(input.lastRebootedAt, now);
  if (lastRebootedAt === 'future') return refuse('servers.rebooted_in_future', { path: 'lastRebootedAt' });
  return ok({ window: window.value, ipAddress: address.value, lastUpdatedAt, lastRebootedAt });
}

function pastOrNull(at: Temporal.Instant | null | undefined, now: Temporal.Instant): Temporal.Instant | null | 'future' {
  if (at === null || at === undefined) return null;
  return isAfter(at, now) ? 'future' : truncate(at);
}

export function checkHours(typed: WindowInput | null): Result<ServiceWindow | null, WindowFault> {
  return typed === null ? ok(null) : checkWindow(typed);
}

/** One address without mask or zone; PostgreSQL's inet accepts all that pass here. */
export function checkAddress(typed: string | null): Result<string | null, 'servers.bad_address'> {
  if (typed === null) return ok(null);
  const isAddress = isIP(typed) !== 0 && !typed.includes('%');
  return isAddress ? ok(typed) : refuse('servers.bad_address', { path: 'ipAddress' });
}

async function addAsset(
  work: Work,
  { assets }: Parts,
  input: AddServer,
  siteId: SiteId,
): Promise<Result<{ readonly id: AssetId }, 'servers.name_taken' | 'servers.bad_address' | OwnerFault>> {
  const { name, hostname, tags, ownerUserId } = input;
  const id = newId<'asset'>(work.now);
  const address = input.ipAddress ?? null;
  const creator = ownerUserId === undefined && work.by.kind === 'person' ? work.by.userId : null;
  const added = await assets.add(work, { id, module: 'servers', kind: 'server', name, siteId, tags, hostName: hostname, address }, creator);
  if (!added.ok) return assetFault(added.code);
  if (ownerUserId === undefined) return ok({ id });
  const owned = await assets.setResponsible(work, id, { userId: ownerUserId as UserId }, 'owner');
  if (owned.ok) return ok({ id });
  return refuse(owned.code === 'assets.out_of_sight' ? owned.code : 'servers.unknown_owner', { path: 'ownerUserId' });
}

/** The kernel's refusal in the words of a server's form. */
export const assetFault = (code: 'assets.name_taken' | 'assets.bad_address') =>
  code === 'assets.name_taken' ? refuse('servers.name_taken', { path: 'name' }) : refuse('servers.bad_address', { path: 'ipAddress' });

async function recordFirstUpdate(work: Work, id: AssetId, at: Temporal.Instant): Promise<void> {
  const byUserId = work.by.kind === 'person' ? work.by.userId : null;
  await insertUpdate(
    work.tx,
    id,
    { at, source: 'person', byUserId, note: '', confirmedRisky: false, isComplete: true, packages: [] },
    work.now,
  );
}
