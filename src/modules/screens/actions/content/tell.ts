import type { Transact } from '../../../../kernel/db/transact.ts';
import type { Leading } from '../../../../kernel/leases/leading.ts';
import type { Metrics } from '../../../../kernel/metrics/metrics.ts';
import { topicOf } from '../../../../kernel/mqtt/topic.ts';
import type { StoredIntent } from '../../domain/content/programme.ts';
import { TOPICS } from '../../domain/topics.ts';
import { dueProgrammes, everyGroupId, nextDue, programmesOf, saveTold } from '../../store/content/programmes.ts';
import type { Parts } from '../parts.ts';
import { intentMessage } from './intent.ts';
import { CONSOLE, type Programme, workOut } from './programme.ts';
import { isContentSetting, type PowerRules, readPowerRules } from './settings.ts';

/** The queue in which every group is told anew. */
export const TELL_ALL_QUEUE = 'screens.tell-all';
/** Where another process began to tell the same group and has not ended, it may die with an older word on its lips. */
const UNSURE = Temporal.Duration.from({ seconds: 10 });
const AT_ONCE = 8;
const BATCH = 50;

export type TellingParts = Parts & { readonly leading: Pick<Leading, 'transact'>; readonly metrics: Pick<Metrics, 'counter'> };

export type ContentTelling = ReturnType<typeof createContentTelling>;

/** Keeps at the broker what every group shows now, how it goes on, and what its televisions are to be. Safe to repeat. */
export function createContentTelling(parts: TellingParts) {
  const figures = figuresOf(parts.metrics);
  const tell = (transact: Transact) => (groupId: string) => tellGroup(parts, figures, transact, groupId);
  return {
    /** These groups, now. Throws while the broker is away. */
    tell: (groupIds: readonly string[]): Promise<void> => inTurns(groupIds, tell(parts.transact)),
    /** Every group, after each connection: the broker may have lost what it was told. */
    tellAll: async (): Promise<void> => inTurns(await everyGroupId(parts.db), tell(parts.transact)),
    /** Has `tellAll` done, once, by whichever process works. */
    tellAllSoon: (): Promise<void> => parts.transact(CONSOLE, ({ enqueue }) => enqueue(TELL_ALL_QUEUE, {}, { singletonKey: 'all' })),
    async settingChanged(key: string): Promise<void> {
      if (isContentSetting(key)) await inTurns(await everyGroupId(parts.db), tell(parts.transact));
    },
    next: (): Promise<Temporal.Instant | null> => nextDue(parts.db),
    /** Groups whose programme time alone has changed. */
    async tellDue(now: Temporal.Instant): Promise<void> {
      for (;;) {
        const due = await dueProgrammes(parts.db, now, BATCH);
        await inTurns(due, tell(parts.leading.transact));
        if (due.length < BATCH) return;
      }
    },
    rules: (): Promise<PowerRules> => readPowerRules(parts.settings, parts.db),
    /** Says again what televisions are to be, under the same names and with fresh times. */
    repeatIntents: (): Promise<void> => repeatIntents(parts, figures),
  };
}

const figuresOf = (metrics: Pick<Metrics, 'counter'>) => ({
  intents: metrics.counter('caretaker_screens_power_intents_total', 'Power intents of groups: published, failed.', ['outcome']),
  transitions: metrics.counter('caretaker_screens_power_transitions_total', 'Changes of what televisions of a group are to be.'),
});
type Figures = ReturnType<typeof figuresOf>;

/** Some at once. The first error is thrown when those that had begun have ended. */
async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    const done = await Promise.allSettled(items.slice(from, from + AT_ONCE).map(act));
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }
}

/**
 * Until the broker has what is true at the end: another process may have told it something newer meanwhile, and we something older after
 * that. Whoever finds the revision moved says it once more, so that the last word is never an older one.
 */
async function tellGroup(parts: TellingParts, figures: Figures, transact: Transact, groupId: string): Promise<void> {
  for (;;) {
    const programme = await transact(CONSOLE, (work) => workOut(work, parts, groupId));
    if (programme === null) return;
    if (typeof programme === 'number') return forget(parts, programme);
    await publish(parts, figures, programme);
    if (programme.isOtherIntent) figures.transitions.inc();
    const { revision, due } = programme;
    if (await transact(CONSOLE, ({ tx, now }) => saveTold(tx, groupId, { revision, due, ifNotAlone: now.add(UNSURE) }))) return;
  }
}

async function publish({ mqtt }: Parts, figures: Figures, { number, plan, intent, rules, now }: Programme): Promise<void> {
  const params = { group: String(number) };
  await Promise.all([
    mqtt.publish(topicOf(TOPICS.events, params), JSON.stringify(plan.list), { retain: true }),
    mqtt.publish(topicOf(TOPICS.schedule, params), JSON.stringify(plan.lookAhead), { retain: true }),
    counted(
      figures,
      mqtt.publish(
        topicOf(TOPICS.groupPowerIntent, params),
        intent === null ? '' : JSON.stringify(intentMessage(intent, number, rules, now)),
        { retain: true },
      ),
    ),
  ]);
}

async function counted({ intents }: Figures, published: Promise<void>): Promise<void> {
  try {
    await published;
    intents.inc({ outcome: 'published' });
  } catch (error) {
    intents.inc({ outcome: 'failed' });
    throw error;
  }
}

async function forget({ mqtt }: Parts, number: number): Promise<void> {
  for (const pattern of [TOPICS.events, TOPICS.schedule, TOPICS.groupPowerIntent])
    await mqtt.publish(topicOf(pattern, { group: String(number) }), '', { retain: true });
}

/**
 * What changes meanwhile is said again, and what is taken back meanwhile is taken back again: the new word may have been told before the
 * old one was repeated.
 */
async function repeatIntents(parts: TellingParts, figures: Figures): Promise<void> {
  const rules = await readPowerRules(parts.settings, parts.db);
  if (!(rules.isOn && rules.isRepeated)) return;
  /** By number of the group; empty: nothing stands there. What stands there at first nobody knows: who repeated before may have died. */
  const said = new Map<number, string>();
  for (;;) {
    const now = new Map((await programmesOf(parts.db)).map(({ number, intent }) => [number, intent]));
    const wanted = [...new Set([...now.keys(), ...said.keys()])].map((number) => ({ number, intent: now.get(number) ?? null }));
    const news = wanted.filter(({ number, intent }) => said.get(number) !== textOf(intent));
    if (news.length === 0) return;
    await inTurns(news, async ({ number, intent }) => {
      const message = intent === null ? '' : JSON.stringify(intentMessage(intent, number, rules, parts.clock.now()));
      await counted(figures, parts.mqtt.publish(topicOf(TOPICS.groupPowerIntent, { group: String(number) }), message, { retain: true }));
    });
    for (const { number, intent } of news) said.set(number, textOf(intent));
  }
}

const textOf = (intent: StoredIntent | null): string => (intent === null ? '' : JSON.stringify(intent));
