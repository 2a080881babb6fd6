import { systemActor } from '../../../kernel/auth/actor.ts';
import type { Work } from '../../../kernel/db/transact.ts';
import { type Leading, NotLeadingError } from '../../../kernel/leases/leading.ts';
import type { AssetId } from '../../../shared/ids.ts';
import { SCREENS_EVENTS } from '../contract/events.ts';
import { countLate, dueForFacts, everyScreenId, markAll, nextFactsChange, putOffSilence, saveFactsChange } from '../store/attention.ts';
import { findAnyScreen } from '../store/screens.ts';
import { markOtherStates, sinceOf } from '../store/watch/state.ts';
import { LIMIT_KEYS, limitsOf } from './limits.ts';
import { type Parts, publishScreen, subjectOf } from './parts.ts';
import { GRACE_SECONDS } from './settings.ts';
import { settleScreen } from './settle.ts';

const CONSOLE = systemActor('screens');
const BATCH = 100;
const LATE = Temporal.Duration.from({ minutes: 15 });

type AttentionParts = Parts & { readonly leading: Pick<Leading, 'transact'> };

export type Attention = ReturnType<typeof createAttention>;

/** Screens whose facts change by time alone, or because of what they said. Each is settled in a transaction of its own. */
export function createAttention(parts: AttentionParts) {
  return {
    next: (): Promise<Temporal.Instant | null> => nextFactsChange(parts.db),
    settleDue: (now: Temporal.Instant): Promise<void> => settleDue(parts, now),
    /** All screens, whatever they wait for: new rules of a new version take effect by this. */
    async settleAll(): Promise<void> {
      await countDone(parts, await everyScreenId(parts.db), (id) => settleQuietly(parts, id));
    },
    async settingChanged(key: string): Promise<void> {
      if (!LIMIT_KEYS.includes(key)) return;
      await parts.transact(CONSOLE, async (work) => {
        await markAll(work.tx, work.now);
        publishDue(work);
      });
    },
    /** Errors that are no longer recent and pictures that have become stale change a state by time alone, within a minute. */
    async noticeStates(): Promise<void> {
      await parts.transact(CONSOLE, async (work) => {
        const limits = await limitsOf(parts.settings, work.tx);
        if (await markOtherStates(work.tx, sinceOf(limits, work.now), work.now)) publishDue(work);
      });
    },
    /** While no console was there, nothing could be heard: silence counts from now on. */
    beginToListen: (): Promise<void> => listenAnew(parts),
    /** How many screens should have been looked at a quarter of an hour ago. */
    late: (): Promise<number> => countLate(parts.db, parts.clock.now().subtract(LATE)),
  };
}

/** The leader's timer hears of it, in whichever process that runs. */
const publishDue = ({ publish }: Work): void =>
  publish({ name: SCREENS_EVENTS.factsDue, module: 'screens', siteId: null, assetId: null, payload: {} });

/** Silence counts from now on. */
const listenAnew = (parts: AttentionParts): Promise<void> =>
  parts.leading.transact(CONSOLE, async (work) => {
    const seconds = await parts.settings.read(work.tx, GRACE_SECONDS.key, GRACE_SECONDS.declaration);
    await putOffSilence(work.tx, work.now.add({ seconds }), seconds);
  });

async function settleDue(parts: AttentionParts, now: Temporal.Instant): Promise<void> {
  // Nobody can be heard: that is our trouble, which readiness tells, and not the screens'.
  if (parts.mqtt.isAway()) await listenAnew(parts);
  for (;;) {
    const ids = await dueForFacts(parts.db, now, BATCH);
    const settled = await countDone(parts, ids, (id) => settleOne(parts, id));
    // Those that failed stay due: the timer comes back to them after a pause.
    if (ids.length < BATCH || settled === 0) return;
  }
}

/** Runs through screens; one that fails is logged and does not keep the others from their turn. */
async function countDone({ log }: Pick<Parts, 'log'>, ids: readonly AssetId[], act: (id: AssetId) => Promise<void>): Promise<number> {
  let done = 0;
  for (const id of ids) {
    try {
      await act(id);
      done += 1;
    } catch (error) {
      // None of the others would be settled here, either.
      if (error instanceof NotLeadingError) throw error;
      log.error({ screenId: id, err: error }, 'the facts of a screen could not be settled');
    }
  }
  return done;
}

function settleOne(parts: AttentionParts, id: AssetId): Promise<void> {
  return parts.leading.transact(CONSOLE, async (work) => {
    const asset = await parts.assets.lock(work.tx, id);
    const screen = asset === null ? null : await findAnyScreen(work.tx, id);
    // Archived since: it waits for nothing any more.
    if (screen === null) return saveFactsChange(work.tx, id, { at: null, isWrongEventTold: false });
    await settleScreen(work, parts, id);
    publishScreen(work, subjectOf(screen), 'time');
  });
}

/** Tells no page: what a person sees of the screen has not changed, and what is found is told by findings. */
function settleQuietly(parts: AttentionParts, id: AssetId): Promise<void> {
  return parts.transact(CONSOLE, async (work) => {
    if ((await parts.assets.lock(work.tx, id)) !== null) await settleScreen(work, parts, id);
  });
}
