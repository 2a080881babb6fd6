import { differences } from '../../../kernel/audit/differences.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../shared/result.ts';
import type { ServiceWindow } from '../../../shared/window.ts';
import type { Mode } from '../domain/decide.ts';
import { saveFactsChange } from '../store/attention.ts';
import type { ServerHours, ServerRow } from '../store/server-rows.ts';
import { type ServerValues, saveServer } from '../store/servers.ts';
import { closeSlotsOf } from '../store/slot-watch.ts';
import { revokeToken } from '../store/tokens.ts';
import { assetFault, checkAddress, checkHours, type RecordFault, type WindowInput } from './add-server.ts';
import { auditServer, type Parts, publishChange } from './parts.ts';
import { instantsBy } from './rhythm.ts';
import { settle } from './settle.ts';
import { groupNameOf, joinGroup } from './slots/group.ts';
import { onServer, subjectOf } from './subject.ts';

/** Absent fields stay as they are. */
export interface EditServer {
  readonly id: string;
  readonly name?: string | undefined;
  readonly hostname?: string | undefined;
  readonly ipAddress?: string | null | undefined;
  readonly description?: string | undefined;
  readonly updateScheduleId?: string | null | undefined;
  readonly serviceWindow?: WindowInput | null | undefined;
  readonly alwaysInUse?: boolean | undefined;
  readonly modeOverride?: Mode | null | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly redundancyGroup?: string | null | undefined;
  /** The version that the caller saw; null: whatever is there. */
  readonly version: number | null;
}

type EditAnswer = Result<AssetId, RecordFault | 'servers.unknown' | 'servers.slot_group_busy' | 'kernel.version_conflict'>;

/** Changes what people say of a server. */
export function createEditServer(parts: Parts) {
  return (by: Actor, input: EditServer): Promise<EditAnswer> =>
    onServer<EditAnswer>(parts, by, input.id, (work, server) => editServer(work, parts, server, input));
}

export async function editServer(work: Work, parts: Parts, server: ServerRow, input: EditServer): Promise<EditAnswer> {
  if (input.version !== null && input.version !== server.version) return refuse('kernel.version_conflict', { version: server.version });
  const values = valuesAfter(server, input);
  if (!values.ok) return values;
  const { name = server.name, tags = server.tags } = input;
  const groupBefore = await groupNameOf(work, server);
  const group = input.redundancyGroup === undefined ? groupBefore : input.redundancyGroup;
  const before = { ...auditedOf(server, valuesOf(server)), redundancyGroup: groupBefore };
  const changed = differences(before, { ...auditedOf({ name, tags }, values.value), redundancyGroup: group });
  if (changed === null) return ok(server.id);

  const instants = await instantsBy(work.tx, server.site.id, values.value.scheduleId, server.lastUpdatedAt);
  if (instants === null) return refuse('servers.unknown_schedule', { path: 'updateScheduleId' });
  const { hostname, ipAddress } = values.value;
  const asset = await parts.assets.change(work, server.id, { name, tags, hostName: hostname, address: ipAddress });
  if (!asset.ok) return assetFault(asset.code);
  await saveServer(work.tx, server.id, { ...values.value, ...instants });
  const busy = group === groupBefore ? null : await joinGroup(work, server, group);
  if (busy !== null) return busy;
  await auditServer(work, 'servers.edited', { ...subjectOf(server), name }, changed);
  publishChange(work, subjectOf(server), 'edited');
  await settle(work, parts, server.id);
  return ok(server.id);
}

const auditedOf = ({ name, tags }: { readonly name: string; readonly tags: readonly string[] }, values: ServerValues) => ({
  name,
  tags,
  ...values,
});

function valuesAfter(server: ServerRow, input: EditServer): Result<ServerValues, RecordFault> {
  const before = valuesOf(server);
  const window = input.serviceWindow === undefined ? ok(before.window) : checkHours(input.serviceWindow);
  if (!window.ok) return window;
  const address = input.ipAddress === undefined ? ok(before.ipAddress) : checkAddress(input.ipAddress);
  if (!address.ok) return address;
  return ok({
    hostname: input.hostname ?? before.hostname,
    ipAddress: address.value,
    description: input.description ?? before.description,
    scheduleId: input.updateScheduleId === undefined ? before.scheduleId : input.updateScheduleId,
    window: window.value,
    alwaysInUse: input.alwaysInUse ?? before.alwaysInUse,
    modeOverride: input.modeOverride === undefined ? before.modeOverride : input.modeOverride,
  });
}

const valuesOf = (server: ServerRow): ServerValues => ({
  hostname: server.hostname,
  ipAddress: server.ipAddress,
  description: server.description,
  scheduleId: server.schedule?.id ?? null,
  window: windowOf(server.hours),
  alwaysInUse: server.hours.alwaysInUse,
  modeOverride: server.modeOverride,
});

/** The hours as a window; null where none are set. */
function windowOf({ start, end, timeZone, weekdays }: ServerHours): ServiceWindow | null {
  if (start == null || end == null || timeZone == null || weekdays == null) return null;
  return { start, end, timeZone, weekdays };
}

type ArchiveAnswer = Result<null, 'servers.unknown'>;

/** Takes a server off lists and Today. Its history stays; its report token ends. */
export function createArchiveServer(parts: Parts) {
  return (by: Actor, id: string): Promise<ArchiveAnswer> =>
    onServer<ArchiveAnswer>(parts, by, id, async (work, server) => {
      await revokeToken(work.tx, server.id, work.now);
      await saveFactsChange(work.tx, server.id, null);
      await closeSlotsOf(work.tx, server.id, work.now);
      await parts.assets.archive(work, server.id);
      await auditServer(work, 'servers.archived', subjectOf(server), { before: { name: server.name } });
      publishChange(work, subjectOf(server), 'archived');
      return ok(null);
    });
}
