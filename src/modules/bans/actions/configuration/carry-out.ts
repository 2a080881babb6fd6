import type { Actor } from '../../../../kernel/auth/actor.ts';
import { isUniqueViolation } from '../../../../kernel/db/errors.ts';
import { newId } from '../../../../shared/ids.ts';
import { ok, type Result, refuse } from '../../../../shared/result.ts';
import type { DraftFile } from '../../domain/config/draft.ts';
import type { Problem } from '../../domain/config/problem.ts';
import { deleteDrafts } from '../../store/config-drafts.ts';
import { endVersion, type FileChange, insertVersion, keepVersion, markRestored, type VersionId } from '../../store/config-versions.ts';
import { resolveFailed } from '../../store/failed-version.ts';
import type { HostAccess, HostRow, ReachCode } from '../hosts/reach.ts';
import { settleHost } from '../hosts/settle.ts';
import { type Checked, checkOnHost, hasFaults } from './check.ts';
import { type ConfigurationParts, note, personOf } from './parts.ts';
import { rollBack } from './roll-back.ts';
import { snapshotOf } from './snapshot.ts';
import { applyFiles, TakenOverError } from './write-and-reload.ts';

export type CarryFault =
  | ReachCode
  | 'bans.config_nothing_to_apply'
  | 'bans.config_stale_draft'
  | 'bans.config_faulty'
  | 'bans.config_being_applied';

/** Files that are to be on a host. */
export interface Plan {
  readonly hostId: string;
  /** The same again is not a second version. */
  readonly draftsHash: string;
  readonly note: string;
  readonly restoresId: string | null;
  /** The version is undone by this. */
  readonly undoesId?: string;
  draftsFor(host: HostAccess, row: HostRow): Promise<Result<readonly DraftFile[], CarryFault>>;
}

/** How long a process that says nothing is believed to be at work. */
const LEASE_SECONDS = 45;
const RENEW_MS = 10_000;

type Answer = Result<VersionId, CarryFault>;

/** The one way by which files come to a host: checked in a copy, written down before they are written, compared, undone. */
export function createCarryOut(parts: ConfigurationParts) {
  return async (by: Actor, plan: Plan): Promise<Answer> => {
    const reached = await parts.reach.reach(plan.hostId, 'configure', (host, row) => carryOut(parts, by, plan, { host, row }));
    return reached.ok ? reached.value : reached;
  };
}

interface Place {
  readonly host: HostAccess;
  readonly row: HostRow;
}

async function carryOut(parts: ConfigurationParts, by: Actor, plan: Plan, place: Place): Promise<Answer> {
  const drafts = await plan.draftsFor(place.host, place.row);
  if (!drafts.ok) return drafts;
  const checked = await checkOnHost(place.host, place.row, drafts.value);
  const stale = checked.problems.find(({ code }) => code === 'bans.config_stale_file');
  if (stale !== undefined) return refuse('bans.config_stale_draft', stale.params);
  const faulty = checked.problems.find(({ severity }) => severity === 'error');
  if (faulty !== undefined || hasFaults(checked.problems))
    return refuse('bans.config_faulty', { fault: faulty?.code ?? null, file: faulty?.path ?? null, line: faulty?.line ?? null });
  const changes = checked.changes.filter(({ before, after }) => !isSame(before, after));
  if (changes.length === 0) return refuse('bans.config_nothing_to_apply');
  const begun = await begin(parts, by, plan, { place, checked, changes });
  return begun.ok ? work(parts, by, plan, { place, checked, changes, version: begun.value }) : begun;
}

export const isSame = (left: Uint8Array | null, right: Uint8Array | null): boolean =>
  left === null || right === null ? left === right : Buffer.from(left).equals(right);

interface Ready {
  readonly place: Place;
  readonly checked: Checked;
  readonly changes: readonly FileChange[];
}

interface Begun {
  readonly id: VersionId;
  readonly worker: string;
}

/** From here on whoever finds the row without a worker undoes what was begun. */
async function begin(
  parts: ConfigurationParts,
  by: Actor,
  plan: Plan,
  { place, checked, changes }: Ready,
): Promise<Result<Begun, CarryFault>> {
  const { row, host } = place;
  const runningBefore = await snapshotOf(host);
  const worker = crypto.randomUUID();
  try {
    return await parts.transact(by, async (work) => {
      const id = newId<'config-version'>(work.now);
      await insertVersion(work.tx, {
        ...{ id, hostId: row.id, at: work.now, byUserId: personOf(work), note: plan.note, draftsHash: plan.draftsHash },
        ...{ restoresId: plan.restoresId, files: changes, runningBefore, worker, workedUntil: leaseFrom(work.now) },
        streamBefore: checked.before.commands,
        streamAfter: checked.after?.commands ?? [],
        jailsAfter: [...(checked.after?.effect.jails.keys() ?? [])],
      });
      await note(work, row, 'bans.config_begun', { after: { versionId: id, files: changes.map(({ path }) => path), note: plan.note } });
      return ok({ id, worker });
    });
  } catch (error) {
    if (isUniqueViolation(error, 'config_versions_open')) return refuse('bans.config_being_applied');
    throw error;
  }
}

export const leaseFrom = (now: Temporal.Instant): Temporal.Instant => now.add({ seconds: LEASE_SECONDS });

async function work(parts: ConfigurationParts, by: Actor, plan: Plan, ready: Ready & { readonly version: Begun }): Promise<Answer> {
  const { place, checked, changes, version } = ready;
  const isStillOurs = (): Promise<boolean> =>
    parts.transact(by, ({ tx, now }) => keepVersion(tx, version.id, version.worker, leaseFrom(now)));
  // A renewal that fails is one that the next step asks for again.
  const beat = setInterval(() => void isStillOurs().catch(() => false), RENEW_MS);
  try {
    const expected = checked.after?.effect ?? checked.before.effect;
    const problem = await applyFiles(place, { changes, expected, isStillOurs });
    if (problem === null) {
      await finish(parts, by, place.row, { plan, version, problem, changes });
      return ok(version.id);
    }
    const undone = await rollBack(place, { changes, isStillOurs });
    await finish(parts, by, place.row, { plan, version, problem: undone ?? problem, changes, hasFailed: undone !== null });
    return ok(version.id);
  } catch (cause) {
    // Whoever has it now brings it to its end.
    if (cause instanceof TakenOverError) return ok(version.id);
    throw cause;
  } finally {
    clearInterval(beat);
  }
}

interface Finish {
  readonly plan: Plan;
  readonly version: Begun;
  /** Null: it is applied. */
  readonly problem: Problem | null;
  readonly changes: readonly FileChange[];
  /** Not even the old state could be brought back. */
  readonly hasFailed?: boolean;
}

function finish(
  parts: ConfigurationParts,
  by: Actor,
  row: HostRow,
  { plan, version, problem, changes, hasFailed = false }: Finish,
): Promise<void> {
  return parts.transact(by, async (work) => {
    const state = problem === null ? 'applied' : hasFailed ? 'failed' : 'rolled_back';
    const isOurs = await endVersion(work.tx, { ...version, state, problem, now: work.now });
    if (!isOurs) return;
    if (state === 'applied' && plan.restoresId === null)
      await deleteDrafts(
        work.tx,
        row.id,
        changes.map(({ path }) => path),
      );
    if (state === 'applied' && plan.undoesId !== undefined) await markRestored(work.tx, plan.undoesId);
    if (state === 'applied') await resolveFailed(work.tx, row.id, work.now);
    await note(work, row, 'bans.config_ended', { after: { versionId: version.id, state, problem: problem?.code ?? null } });
    await settleHost(work, parts, row.id);
  });
}
