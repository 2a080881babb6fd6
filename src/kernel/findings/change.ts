import { isDeepStrictEqual } from 'node:util';
import { newId } from '../../shared/ids.ts';
import { isBefore } from '../../shared/time.ts';
import { piecesOf } from '../db/many.ts';
import type { Work } from '../db/transact.ts';
import { isFlapping, remember } from './domain/life.ts';
import type { Step } from './domain/steps.ts';
import { type Subject, subjectKey } from './domain/subject.ts';
import { findingsChanged } from './events.ts';
import type { Fact } from './findings.ts';
import { type Entry, writeHistory } from './history.ts';
import { lastOpenings, lockFindings, type OpenFinding, openFindings, type Which } from './open-findings.ts';
import { endOutgrown } from './outgrown.ts';
import { lockPlace, type Place } from './places.ts';
import { closeEmptyStories, insertStory, lockStories, type StoryRow } from './stories.ts';

type FindingStep = Step<OpenFinding>;
type Steps = readonly FindingStep[];

/** What the facts ask for, given the findings that are open; `isArchived`: nothing may open any more. */
export type Decide = (open: readonly OpenFinding[], place: { readonly isArchived: boolean }) => Steps;

/**
 * Brings findings of one subject in line with facts. Looks without a lock first, so that facts which change nothing cost one query.
 * Then locks asset, machine, findings and stories in this order, looks again and writes.
 */
export async function change(work: Work, place: Place, which: Which, decide: Decide): Promise<void> {
  if (decide(await openFindings(work.tx, which), { isArchived: false }).length === 0) return;
  const locked = await lockPlace(work.tx, place);
  if (locked === null) throw new Error('Facts were reported of an asset that does not exist.');
  const steps = decide(await lockFindings(work.tx, which), locked);
  if (steps.length > 0) await write(work, locked.subject, steps);
}

async function write(work: Work, subject: Subject, steps: Steps): Promise<void> {
  const touched = steps.filter(touchesStory).flatMap((step) => (step.do === 'open' ? [] : [step.finding.storyId]));
  const opens = steps.filter((step) => step.do === 'open').map((step) => step.fact);
  const stories = touched.length + opens.length === 0 ? [] : await lockStories(work.tx, touched, opens.length === 0 ? [] : [subject]);
  const entries: Entry[] = [];
  for (const step of steps) entries.push(...(await writeStep(work, step)));
  await writeHistory(work.tx, entries);
  // What ended before now ended its story, too: what opens now begins another one.
  const expired = steps.flatMap((step) => (step.do === 'close' && isBefore(step.at, work.now) ? [step.finding.storyId] : []));
  const ended = await closeEmpty(work, expired);
  const living = stories.filter(({ id }) => !ended.includes(id));
  const openedId = opens.length === 0 ? null : await openAll(work, subject, storyOf(living, subject), opens);
  await endOutgrown(work, living);
  await closeEmpty(work, touched);
  publishChanges(work, subject, steps, openedId);
}

/** New figures alone change nothing about the story; without its cause a finding speaks there again. */
const touchesStory = (step: FindingStep): boolean =>
  step.do !== 'follow' ||
  step.reopened ||
  step.finding.severity !== step.fact.severity ||
  !isDeepStrictEqual(step.finding.cause, step.fact.cause ?? null);

const storyOf = (stories: readonly StoryRow[], subject: Subject): StoryRow | undefined =>
  stories.find((story) => story.closedAt === null && subjectKey(story.subject) === subjectKey(subject));

/** Writes what became of an open finding; answers what the story remembers of it. Openings are written together, afterwards. */
async function writeStep({ tx, now }: Work, step: FindingStep): Promise<readonly Entry[]> {
  if (step.do === 'open') return [];
  const { id, storyId } = step.finding;
  const change = changeOf(step);
  await tx.updateTable('kernel.findings').set(change).where('id', '=', id).execute();
  return happenings(step).map(({ what, details }) => ({ storyId, findingId: id, what, at: step.do === 'close' ? step.at : now, details }));
}

function changeOf(step: Exclude<FindingStep, { do: 'open' }>) {
  if (step.do === 'close') return { closed_at: step.at };
  if (step.do === 'hold') return { closes_at: step.closesAt };
  return {
    severity: step.fact.severity,
    params: JSON.stringify(step.fact.params),
    openings: step.openings.map(String),
    closes_at: null,
    ...causeColumns(step.fact),
  };
}

const causeColumns = ({ cause }: Fact) => ({
  cause_module: cause?.module ?? null,
  cause_rule: cause?.rule ?? null,
  cause_key: cause?.key ?? null,
});

type Happened = Pick<Entry, 'what'> & { readonly details: Readonly<Record<string, unknown>> };

function happenings(step: Exclude<FindingStep, { do: 'open' }>): readonly Happened[] {
  const { module, rule, severity } = step.finding;
  if (step.do === 'close') return [{ what: 'cleared', details: { module, rule } }];
  if (step.do === 'hold') return [{ what: 'quiet', details: { module, rule, closesAt: step.closesAt.toString() } }];
  return [
    ...(step.reopened ? [{ what: 'reopened', details: { module, rule } } as const] : []),
    ...(severity === step.fact.severity
      ? []
      : [{ what: 'severity', details: { module, rule, from: severity, to: step.fact.severity } } as const]),
  ];
}

/** Opens findings in the story of their subject, which opens with the first one. */
async function openAll(work: Work, subject: Subject, found: StoryRow | undefined, facts: readonly Fact[]): Promise<string> {
  const { tx, now } = work;
  const before = await lastOpenings(tx, facts);
  const story = found ?? (await insertStory(tx, subject, now));
  const opened = facts.map((fact) => ({ fact, id: newId(now), openings: remember(before(fact), now) }));
  const rows = opened.map(({ fact, id, openings }) => rowOf({ fact, id, openings, siteId: subject.siteId, storyId: story.id, now }));
  for (const piece of piecesOf(rows)) await tx.insertInto('kernel.findings').values(piece).execute();
  const entries = opened.flatMap(({ fact, id, openings }, index): Entry[] => {
    const details = { module: fact.module, rule: fact.rule, severity: fact.severity };
    const line = { storyId: story.id, findingId: id, at: now, details };
    const first: Entry = { ...line, what: found === undefined && index === 0 ? 'opened' : 'joined' };
    return isFlapping(openings, now) ? [first, { ...line, what: 'flapping' }] : [first];
  });
  await writeHistory(tx, entries);
  return story.id;
}

interface Opened {
  readonly fact: Fact;
  readonly id: string;
  readonly openings: readonly Temporal.Instant[];
  readonly siteId: string;
  readonly storyId: string;
  readonly now: Temporal.Instant;
}

const rowOf = ({ fact, id, openings, siteId, storyId, now }: Opened) => ({
  id,
  module: fact.module,
  rule: fact.rule,
  key: fact.key,
  site_id: siteId,
  asset_id: fact.assetId,
  story_id: storyId,
  severity: fact.severity,
  params: JSON.stringify(fact.params),
  ...causeColumns(fact),
  opened_at: now,
  openings: openings.map(String),
  closes_at: null,
  closed_at: null,
});

async function closeEmpty({ tx }: Work, storyIds: readonly string[]): Promise<readonly string[]> {
  const closed = storyIds.length === 0 ? [] : await closeEmptyStories(tx, storyIds);
  await writeHistory(
    tx,
    closed.map(({ id, closedAt }) => ({ storyId: id, what: 'closed', at: closedAt })),
  );
  return closed.map(({ id }) => id);
}

/** One event per module and story: pages read the story again, whatever happened to it. */
function publishChanges({ publish }: Work, subject: Subject, steps: Steps, openedStoryId: string | null): void {
  const said = new Map<string, Parameters<Work['publish']>[0]>();
  for (const step of steps) {
    const { module, assetId } = step.do === 'open' ? step.fact : step.finding;
    const storyId = step.do === 'open' ? openedStoryId : step.finding.storyId;
    said.set(`${module} ${storyId}`, findingsChanged({ module, siteId: subject.siteId, assetId, storyId }));
  }
  for (const event of said.values()) publish(event);
}
