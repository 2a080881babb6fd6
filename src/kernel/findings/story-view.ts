import { isAfter, toWire } from '../../shared/time.ts';
import type { PersonActor } from '../auth/actor.ts';
import type { Scope } from '../contract/access.ts';
import type { Story } from '../contract/routes/today.ts';
import type { Db, Tx } from '../db/database.ts';
import type { Safety, SafetyOf } from '../module.ts';
import { UNKNOWN } from './domain/safety.ts';
import { setAsideHolds } from './domain/set-aside.ts';
import { acknowledgementHolds, byWeight, isActive, mutedUntil, severityOf, speakersOf } from './domain/standing.ts';
import { isAmong, whoOf } from './domain/who.ts';
import { type Member, membersOf } from './members.ts';
import { type May, type MayParts, mayOnMembers, offered, type RuleActions } from './offered.ts';
import { assetsOnMachines, foldedElsewhere, type NamedStory, namedStories, type Owner, ownersOf, teamsOf } from './page-rows.ts';
import { askSafety, type SafetyQuestion } from './story-safety.ts';

export interface ViewParts extends MayParts {
  readonly actions: RuleActions;
  readonly safetyOf: () => readonly SafetyOf[];
}

/** Through whose eyes stories are looked at: findings outside the scope do not exist. */
export interface Viewer {
  readonly person: PersonActor;
  readonly scope: Scope;
  readonly now: Temporal.Instant;
}

/** A story as one person sees it, with what the detail page adds. */
export interface SeenStory {
  readonly row: NamedStory;
  readonly members: readonly Member[];
  readonly may: May;
  readonly safe: Safety;
  readonly story: Story;
}

/** The stories in the order asked; those without a finding in sight are left out. */
export async function viewStories(parts: ViewParts, db: Db | Tx, viewer: Viewer, ids: readonly string[]): Promise<readonly SeenStory[]> {
  if (ids.length === 0) return [];
  const { person, scope, now } = viewer;
  const [rows, all, folded, teams] = await Promise.all([
    namedStories(db, ids),
    membersOf(db, ids, now, scope),
    foldedElsewhere(db, ids, now, scope),
    teamsOf(db, person.userId),
  ]);
  const machineIds = [...rows.values()].filter(({ subject }) => subject.kind === 'machine').map(({ subject }) => subject.id);
  const [owners, onMachines, may] = await Promise.all([
    ownersOf(db, [...new Set(all.flatMap(({ asset }) => asset?.id ?? []))], machineIds),
    assetsOnMachines(db, machineIds),
    mayOnMembers(parts, db, person, all, ['findings:act', ...wantedBy(parts.actions, all)]),
  ]);
  const byStory = Map.groupBy(all.toSorted(byWeight), ({ storyId }) => storyId);
  const seen = ids.flatMap((id) => {
    const row = rows.get(id);
    const members = byStory.get(id);
    return row === undefined || members === undefined ? [] : [{ row, members }];
  });
  const questions = seen.map(({ row, members }) => questionOf(parts, row, members, may, onMachines));
  const safety = await askSafety(parts.safetyOf(), questions, now);
  return seen.map(({ row, members }) => {
    const safe = safety.get(row.id) ?? UNKNOWN;
    const story = present({ row, members, may, safe, parts, viewer, owners, teams, foldedElsewhere: folded.get(row.id) ?? 0 });
    return { row, members, may, safe, story };
  });
}

const wantedBy = (actions: RuleActions, members: readonly Member[]): readonly string[] => [
  ...new Set(members.flatMap((member) => actions(member).flatMap(({ route }) => route.permission ?? []))),
];

/** How many facts a story's sentence tells. */
const FACTS = 3;

/** What is asked is the primary action; a viewer who may do nothing is told of the first that somebody could do. */
function questionOf(
  { actions }: ViewParts,
  row: NamedStory,
  members: readonly Member[],
  may: May,
  onMachines: readonly { readonly id: string; readonly machineId: string }[],
): SafetyQuestion {
  const speakers = speakersOf(members).slice(0, FACTS);
  const [mine] = offered(speakers, actions, may);
  const [anybodys] = offered(speakers, actions, () => true);
  return { storyId: row.id, risk: (mine ?? anybodys)?.risk ?? 'read', assetIds: assetsOf(row, onMachines) };
}

function assetsOf({ subject }: NamedStory, onMachines: readonly { readonly id: string; readonly machineId: string }[]): readonly string[] {
  if (subject.kind === 'machine') return onMachines.filter(({ machineId }) => machineId === subject.id).map(({ id }) => id);
  return subject.kind === 'asset' ? [subject.id] : [];
}

interface Presented {
  readonly row: NamedStory;
  readonly members: readonly Member[];
  readonly may: May;
  readonly safe: Safety;
  readonly parts: ViewParts;
  readonly viewer: Viewer;
  readonly owners: readonly Owner[];
  readonly teams: readonly string[];
  readonly foldedElsewhere: number;
}

/** One straight list of a story's fields. */
function present({ row, members, may, safe, parts, viewer, owners, teams, foldedElsewhere }: Presented): Story {
  const { person, now } = viewer;
  const isOpen = row.closedAt === null;
  const speakers = speakersOf(members);
  const unfolded = members.filter(({ isFolded }) => !isFolded);
  const who = whoOf(candidates(row, members, owners));
  return {
    id: row.id,
    site: { id: row.subject.siteId, name: row.siteName },
    subject: subjectShown(row, speakers),
    severity: severityOf(members),
    facts: speakers.slice(0, FACTS).map(toFact),
    findingCount: unfolded.length,
    foldedCount: members.length - unfolded.length + foldedElsewhere,
    since: earliestOf(unfoldedOf(members)).toString(),
    who: {
      because: who.because,
      people: who.who.flatMap((one) => (one.kind === 'user' ? [{ userId: one.id, username: one.name, displayName: one.displayName }] : [])),
      teams: who.who.flatMap((one) => (one.kind === 'team' ? [{ id: one.id, name: one.name }] : [])),
    },
    isMine: isAmong(who.who, person.userId, teams),
    safe: isOpen ? { answer: safe.answer, safeAt: toWire(safe.safeAt) } : { answer: 'unknown', safeAt: null },
    actions: isOpen ? offered(speakers.slice(0, FACTS), parts.actions, may) : [],
    mayAct: isOpen && members.some((member) => may('findings:act', member)),
    ...decisions(row, members, now),
    mutedUntil: isOpen && !members.some(isActive) ? toWire(mutedUntil(members)) : null,
    closedAt: toWire(row.closedAt),
    version: row.version,
  };
}

/** What people have said about it, as far as it still holds. */
function decisions(
  row: NamedStory,
  members: readonly Member[],
  now: Temporal.Instant,
): Pick<Story, 'acknowledged' | 'snoozed' | 'accepted'> {
  const { acknowledged, snoozed, accepted } = row;
  return {
    acknowledged:
      acknowledged !== null && acknowledgementHolds(acknowledged, members)
        ? { at: acknowledged.at.toString(), by: row.acknowledgedBy ?? '' }
        : null,
    snoozed:
      snoozed !== null && setAsideHolds(snoozed, members, now)
        ? { until: snoozed.until.toString(), untilSafe: snoozed.untilSafe, by: row.snoozedBy ?? '' }
        : null,
    accepted:
      accepted !== null && setAsideHolds(accepted, members, now)
        ? { until: accepted.until.toString(), reason: accepted.reason, by: row.acceptedBy ?? '' }
        : null,
  };
}

function candidates(row: NamedStory, members: readonly Member[], owners: readonly Owner[]) {
  const assetIds = new Set(unfoldedOf(members).map(({ asset }) => asset?.id));
  return {
    assignee: row.assignee,
    owners: owners.filter(({ assetId }) => assetIds.has(assetId)).map(({ who }) => who),
    machineOwners:
      row.subject.kind === 'machine' ? owners.filter(({ machineId }) => machineId === row.subject.id).map(({ who }) => who) : [],
    siteContact: row.siteContact,
  };
}

function subjectShown(row: NamedStory, speakers: readonly Member[]): Story['subject'] {
  const { kind, id } = row.subject;
  const asset = kind === 'asset' ? { id, kind: row.assetKind } : kind === 'machine' ? (speakers[0]?.asset ?? null) : null;
  return { kind, id, name: subjectName(row, speakers), assetId: asset?.id ?? null, assetKind: asset?.kind ?? null };
}

/**
 * What a story is called. A key's story bears the name that its worst finding gives (`params.name`), else the key; a batch its rule's.
 * Both were put behind a slash.
 */
export function subjectName(row: NamedStory, [first]: readonly Member[]): string {
  const { kind, id } = row.subject;
  const behindSlash = id.slice(id.indexOf('/') + 1);
  const given = first?.params['name'];
  const name = {
    machine: row.machineName ?? first?.asset?.name,
    asset: row.assetName,
    key: typeof given === 'string' ? given : behindSlash,
    batch: behindSlash,
  }[kind];
  return name ?? id;
}

/** What counts in the story; a story of folded findings only is still looked at by its own page. */
function unfoldedOf(members: readonly Member[]): readonly Member[] {
  const unfolded = members.filter(({ isFolded }) => !isFolded);
  return unfolded.length > 0 ? unfolded : members;
}

const toFact = ({ module, rule, severity, asset, params }: Member): Story['facts'][number] => ({
  module,
  rule,
  severity,
  assetName: asset?.name ?? null,
  params: { ...params },
});

const earliestOf = (members: readonly Member[]): Temporal.Instant =>
  members.map(({ openedAt }) => openedAt).reduce((first, at) => (isAfter(first, at) ? at : first));
