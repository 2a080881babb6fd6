import { createHash, randomUUID } from 'node:crypto';
import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Work } from '../../../../kernel/db/transact.ts';
import { earliest } from '../../../../shared/time.ts';
import { SCREENS_EVENTS } from '../../contract/events.ts';
import { intentAfter, type StoredIntent } from '../../domain/content/programme.ts';
import { OFF_FOREVER } from '../../domain/screen-state.ts';
import { dropProgramme, holdProgramme, type ProgrammeRow, saveProgramme } from '../../store/content/programmes.ts';
import type { Parts } from '../parts.ts';
import { type Plan, planOf } from './plan.ts';
import { type PowerRules, readPowerRules } from './settings.ts';
import { readMayShow } from './websites.ts';

export const CONSOLE = systemActor('screens');
/** As often at least a group is told anew how it goes on. */
const RENEWED = Temporal.Duration.from({ hours: 1 });

/** What the broker is to be told of one group. */
export interface Programme {
  readonly groupId: string;
  readonly number: number;
  readonly revision: number;
  readonly plan: Plan;
  /** Null: nobody says what televisions are to be. */
  readonly intent: StoredIntent | null;
  readonly rules: PowerRules;
  readonly now: Temporal.Instant;
  /** When it is to be told anew. */
  readonly due: Temporal.Instant;
  /** The television is to be something else than before. */
  readonly isOtherIntent: boolean;
}

/**
 * Works out what a group shows now, and writes it down. The row is held from before the plan is read: of two processes one waits, and then
 * reads what the other has read, or something newer. A number alone: the group is archived, and the broker is to forget all of it.
 */
export async function workOut(work: Work, parts: Parts, groupId: string): Promise<Programme | number | null> {
  const before = await holdProgramme(work.tx, groupId, work.now);
  if (before === null) return dropProgramme(work.tx, groupId);
  const plan = await planOf(work.tx, before, work.now, { publicUrl: parts.publicUrl, mayShow: await readMayShow(parts.settings, work.tx) });
  const rules = await readPowerRules(parts.settings, work.tx);
  const intent = rules.isOn ? intentAfter(before.intent, plan.power, randomUUID) : null;
  const active = plan.active.map(({ id }) => id);
  const isOther = before.active[0] !== active[0];
  const worked = {
    now: work.now,
    ...{ digest: digestOf(plan, intent), active, intent },
    activeSince: isOther || before.activeSince === null ? work.now : before.activeSince,
    offUntil: intent?.state === 'off' ? (plan.onAgain ?? OFF_FOREVER) : null,
  };
  const revision = await saveProgramme(work.tx, before, worked);
  if (JSON.stringify(before.active) !== JSON.stringify(active)) tellPages(work, before);
  const renewal = work.now.add(RENEWED);
  return {
    ...{ groupId, number: before.number, revision, plan, intent, rules, now: work.now },
    due: plan.nextChange === null ? renewal : earliest(plan.nextChange, renewal),
    isOtherIntent: intent?.intentId !== before.intent?.intentId,
  };
}

/** Times at which it was told are no part of it. */
function digestOf({ list, lookAhead }: Plan, intent: StoredIntent | null): string {
  const { events, default_content } = lookAhead;
  const byDefault = default_content === null ? null : { ...default_content, start: '', end: '' };
  return createHash('sha256')
    .update(JSON.stringify([list, events, byDefault, intent]))
    .digest('hex');
}

const tellPages = (work: Work, { groupId, siteId }: ProgrammeRow): void =>
  work.publish({ name: SCREENS_EVENTS.programmeChanged, module: 'screens', siteId, assetId: null, payload: { groupId } });
