import { systemActor } from '../../../../kernel/auth/actor.ts';
import { differenceOf, isNothing } from '../../domain/config/difference.ts';
import { type Effective, effectOf } from '../../domain/config/stream.ts';
import { failedVersion, knownStreams, resolveFailed } from '../../store/failed-version.ts';
import type { HostAccess, HostRow } from '../hosts/reach.ts';
import { settleHost } from '../hosts/settle.ts';
import { dump } from './dump.ts';
import { type ConfigurationParts, note } from './parts.ts';
import { compare } from './write-and-reload.ts';

const CONSOLE = systemActor('bans: configuration');

/**
 * Whether a host whose configuration could not be taken back runs one that is known again, because somebody has mended it there. Asks the
 * host only where there is something to find out. A host that cannot tell is asked at the next look.
 */
export async function seeWhetherKnown(parts: ConfigurationParts, hostId: string): Promise<void> {
  if ((await failedVersion(parts.db, hostId)) === null) return;
  const seen = await parts.reach.reach(hostId, 'observe', async (host, row) => ({ row, effect: await effectOfRunning(host, row) }));
  if (!seen.ok || seen.value.effect === null) return;
  const { row, effect } = seen.value;
  const known = await knownStreams(parts.db, hostId);
  if (!known.some((commands) => isNothing(differenceOf(effectOf(commands), effect)))) return;
  await parts.transact(CONSOLE, async (work) => {
    const failed = await failedVersion(work.tx, hostId);
    if (failed === null) return;
    await resolveFailed(work.tx, hostId, work.now);
    await note(work, row, 'bans.config_known_again', { after: { versionId: failed.id } });
    await settleHost(work, parts, row.id);
  });
}

/** What the files of the host say, where its server runs just that; null: it does not, or they cannot be read. */
async function effectOfRunning(host: HostAccess, row: HostRow): Promise<Effective | null> {
  const { effect, failure } = await dump(host, row);
  return failure === null && (await compare(host, effect)) === null ? effect : null;
}
