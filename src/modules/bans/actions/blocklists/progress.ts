import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import type { ErrandId, Outcome } from '../../../../kernel/errands/errands.ts';
import { finishApplying, type OpenImport, saveProgress, stopApplying } from '../../store/blocklist-imports.ts';
import type { ListToPlace, PlaceOfList } from '../../store/blocklist-places.ts';
import { type ListParts, publishList } from './parts.ts';

const CONSOLE = systemActor('bans');

/** How far one look at a blocklist's places is: on its import, under the bell, and by an event now and then. */
export interface ImportProgress {
  /** Its import was stopped: what stands is kept, and nothing is banned or lifted beyond that. */
  readonly keepsOnly: boolean;
  /** So many more changes are to be made. */
  plan(changes: number): void;
  /** Whether somebody wants no more changes; asked before each batch, and says that `place` is worked on. */
  isCanceled(place: PlaceOfList): Promise<boolean>;
  done(changes: number): Promise<void>;
  /** What became of the import, in the transaction of its last effect. */
  end(work: Work, settled: readonly { readonly failure: unknown }[]): Promise<void>;
}

/** Goes on with the import that is open. A removed blocklist is lifted, whatever was canceled. */
export async function takeUpImport(parts: ListParts, list: ListToPlace, open: OpenImport | null): Promise<ImportProgress> {
  if (open === null || list.isRemoved) return createProgress(parts, list, { open, errandId: null, wasCanceled: false, before: 0 });
  if (open.state === 'stopped' || open.errandId === null) {
    return createProgress(parts, list, { open, errandId: null, wasCanceled: open.state === 'stopped', before: 0 });
  }
  const taken = await parts.errands.takeUp(open.errandId);
  const wasCanceled = await parts.errands.isCanceled(open.errandId);
  return createProgress(parts, list, { open, errandId: taken === null ? null : open.errandId, wasCanceled, before: taken?.done ?? 0 });
}

interface Taken {
  readonly open: OpenImport | null;
  /** Null: nobody is told under the bell, or no more. */
  readonly errandId: ErrandId | null;
  readonly wasCanceled: boolean;
  /** What an earlier attempt has done. */
  readonly before: number;
}

function createProgress(
  { transact, clock, errands }: ListParts,
  list: ListToPlace,
  { open, errandId, wasCanceled, before }: Taken,
): ImportProgress {
  let [done, total, toldAt] = [before, before, clock.now().epochMilliseconds];
  let isCanceled = wasCanceled;
  return {
    keepsOnly: wasCanceled,
    plan: (changes) => {
      total += changes;
    },
    async isCanceled({ hostName, jail }) {
      if (errandId === null || wasCanceled) return false;
      isCanceled ||= await errands.isCanceled(errandId);
      if (!isCanceled)
        await errands.progress(errandId, { done, total, note: { key: 'blocklistImport_at', params: { host: hostName, jail } } });
      return isCanceled;
    },
    async done(changes) {
      done += changes;
      const isTold = clock.now().epochMilliseconds - toldAt > 1_000;
      if (isTold) toldAt = clock.now().epochMilliseconds;
      await transact(CONSOLE, async (work) => {
        await saveProgress(work.tx, list.id, { done, total });
        if (isTold) publishList(work, list);
      });
      if (errandId !== null) await errands.progress(errandId, { done, total });
    },
    async end(work, settled) {
      if (open?.state !== 'applying') return;
      if (isCanceled) await stopApplying(work.tx, open.id, work.now);
      else await finishApplying(work.tx, open.id, work.now);
      const ending = errandId ?? (list.isRemoved ? open.errandId : null);
      if (ending !== null) await errands.end(work, ending, outcomeOf(isCanceled, { done, total }, settled));
    },
  };
}

function outcomeOf(
  isCanceled: boolean,
  params: { readonly done: number; readonly total: number },
  settled: readonly { readonly failure: unknown }[],
): Outcome {
  if (isCanceled) return { state: 'canceled', result: { key: 'blocklistImport_canceled', params } };
  const behind = settled.filter(({ failure }) => failure !== null).length;
  if (settled.length === 0) return { state: 'succeeded', result: { key: 'blocklistImport_nowhere', params: {} } };
  if (behind === 0) return { state: 'succeeded', result: { key: 'blocklistImport_succeeded', params: { done: params.done } } };
  const result = { key: 'blocklistImport_behind', params: { done: params.done, hosts: behind } };
  return { state: behind === settled.length ? 'failed' : 'succeeded', result };
}
