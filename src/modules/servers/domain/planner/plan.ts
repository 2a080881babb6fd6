import { toWire } from '../../../../shared/time.ts';
import type { Period } from '../../../../shared/window.ts';
import { type Candidate, candidateOf, isOverdue, obstaclesAt, type PlanReason, type PlanServer } from './candidate.ts';
import { byDue, fitAll, mostInTime, type Starts } from './fit.ts';
import { isClear, isFirm, isMakeshift, keepApart, slotSpan } from './keep.ts';
import { addTo, firstStart, firstStartBeside, overlaps, type Span, spanOf, subtract, union } from './spans.ts';
import { knownZone, preferredTimes } from './start-times.ts';

export type { OpenSlot, PlanReason, PlanServer } from './candidate.ts';

/** Time of a redundancy group that is spoken for: slots that run, and those of servers that are not being planned. */
export interface TakenTime extends Period {
  readonly group: string;
}

/** The slot that a server should have. */
export interface Proposal {
  /** Null: there is none, see the reasons. */
  readonly startsAt: Temporal.Instant | null;
  readonly endsAt: Temporal.Instant | null;
  readonly change: 'new' | 'kept' | 'moved' | 'none';
  readonly isPreferredWeekday: boolean;
  /** After the due instant. */
  readonly isLate: boolean;
  /** Not in safe time, because no safe time is in sight. */
  readonly isRisky: boolean;
  readonly reasons: readonly PlanReason[];
}

/**
 * One slot for each server, by its id. It lies whole in safe time and before the update is due where such a slot exists
 * beside the slots that are there already; else after it; else, where the mode lets a person confirm, in a time that is
 * not safe; else there is none. Slots of one redundancy group never overlap; of servers that compete as many as possible
 * are in time, those due earlier first. The order of the servers does not matter, and planning again changes nothing.
 */
export function planSlots(
  servers: readonly PlanServer[],
  taken: readonly TakenTime[],
  now: Temporal.Instant,
): ReadonlyMap<string, Proposal> {
  const candidates = servers.map((server) => candidateOf(server, now)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const groups = Map.groupBy(candidates, ({ id, server }) => server.group ?? `alone ${id}`);
  return new Map(
    [...groups].flatMap(([group, members]) => [...planGroup(members, taken.filter((each) => each.group === group).map(spanOf), now)]),
  );
}

/** Where the slots of a group lie so far. */
interface Board {
  /** In order and apart. */
  readonly taken: Span[];
  readonly proposals: Map<string, Proposal>;
}

function planGroup(members: readonly Candidate[], taken: readonly Span[], now: Temporal.Instant): ReadonlyMap<string, Proposal> {
  const board: Board = { taken: union(taken), proposals: new Map() };
  const open = (): Candidate[] => members.filter(({ id }) => !board.proposals.has(id));
  keep(board, open(), (candidate, slot) => isFirm(candidate, slot, now));
  placeInTime(
    board,
    open().filter((candidate) => !isOverdue(candidate) && Number.isFinite(candidate.dueAt)),
  );
  keep(board, open(), (candidate, slot) => isMakeshift(candidate, slot, board.taken));
  for (const candidate of open().toSorted(byDue)) placeSomehow(board, candidate);
  return board.proposals;
}

function keep(
  board: Board,
  candidates: readonly Candidate[],
  stays: (candidate: Candidate, slot: NonNullable<PlanServer['slot']>) => boolean,
): void {
  const slots = candidates.flatMap((candidate) => {
    const { slot } = candidate.server;
    return slot !== null && stays(candidate, slot) ? [{ candidate, slot }] : [];
  });
  for (const { candidate, slot } of keepApart(slots, board.taken)) {
    const { from, until } = slotSpan(slot);
    put(board, candidate, { from, until });
  }
}

/** Enough to meet every preference that can be met in practice; after them a start is taken that is known to leave room for the others. */
const MOST_TRIES = 60;

/** As many as can be in time, those due earlier choosing first: each its best start that leaves the rest one in time as well. */
function placeInTime(board: Board, candidates: readonly Candidate[]): void {
  const chosen = mostInTime(candidates, board.taken).map(({ id }) => id);
  const rest = candidates.filter(({ id }) => chosen.includes(id)).toSorted(byDue);
  let witness = fitAll(rest, board.taken);
  while (witness !== null) {
    const [candidate, ...others] = rest;
    if (candidate === undefined) return;
    rest.shift();
    const { span, left } = bestStart(board, candidate, others, witness);
    put(board, candidate, span);
    witness = left;
  }
}

/** `witness`: starts of all that are known to fit; `left`: of the others, once this one has its own. */
function bestStart(
  board: Board,
  candidate: Candidate,
  others: readonly Candidate[],
  witness: Starts,
): { readonly span: Span; readonly left: Starts } {
  const spanAt = (from: number): Span => ({ from, until: from + candidate.length });
  let tries = 0;
  for (const start of preferredStarts(candidate, subtract(candidate.free, board.taken))) {
    const span = spanAt(start);
    // Beside the known starts of the others nothing has to be looked for anew.
    const left = leavesRoom(span, others, witness) ? witness : fitAll(others, besides(board.taken, span));
    if (left !== null) return { span, left };
    tries += 1;
    if (tries === MOST_TRIES) break;
  }
  const known = witness.get(candidate.id);
  if (known === undefined) throw new Error(`server ${candidate.id} was known to fit and has no start`);
  return { span: spanAt(known), left: witness };
}

function besides(taken: readonly Span[], span: Span): readonly Span[] {
  const all = [...taken];
  addTo(all, span);
  return all;
}

const leavesRoom = (span: Span, others: readonly Candidate[], witness: Starts): boolean =>
  others.every(({ id, length }) => {
    const from = witness.get(id);
    return from !== undefined && !overlaps(span, { from, until: from + length });
  });

/** Starts before the due instant, best first: in each preferred time the first one, then one per free span after it. */
function* preferredStarts({ wish, length }: Candidate, free: readonly Span[]): Generator<number> {
  for (const within of preferredTimes(wish)) {
    for (let from = within.from; from < within.until; ) {
      const start = firstStart(free, length, { from, until: within.until });
      if (start === null) break;
      yield start;
      from = free.find((span) => span.until > start)?.until ?? within.until;
    }
  }
}

/** After the due instant, or where nothing is due as soon as possible; else in a time that is not safe; else nowhere. */
function placeSomehow(board: Board, candidate: Candidate): void {
  const { from, dueAt, horizon, length } = candidate;
  const after = { from: Number.isFinite(dueAt) ? Math.max(from, dueAt) : from, until: horizon };
  const safe = firstStartBeside(candidate.free, board.taken, length, after);
  const start = safe ?? (candidate.mayBeRisky ? riskyStart(board, candidate, after) : null);
  if (start !== null) put(board, candidate, { from: start, until: start + length });
  else board.proposals.set(candidate.id, { ...NOWHERE, reasons: reasonsForNone(candidate) });
}

function riskyStart(board: Board, candidate: Candidate, after: Span): number | null {
  const free = subtract(candidate.unfrozen, board.taken);
  const [inTime] = isOverdue(candidate) || !Number.isFinite(candidate.dueAt) ? [] : preferredStarts(candidate, free);
  return inTime ?? firstStart(free, candidate.length, after);
}

const NOWHERE = { startsAt: null, endsAt: null, change: 'none', isPreferredWeekday: false, isLate: false, isRisky: false } as const;

function put(board: Board, candidate: Candidate, span: Span): void {
  const startsAt = Temporal.Instant.fromEpochMilliseconds(span.from);
  const obstacles = obstaclesAt(candidate.server.touchable, startsAt);
  const isLate = candidate.dueAt <= span.from;
  const change = changeOf(candidate, span);
  // What a person placed counts by its start, as at the gate; the planner's own slots lie whole in safe time.
  const isSafe = isClear(candidate, span) || (change === 'kept' && candidate.server.slot?.isByHand === true && obstacles.length === 0);
  const isRisky = !isSafe;
  board.proposals.set(candidate.id, {
    startsAt,
    endsAt: Temporal.Instant.fromEpochMilliseconds(span.until),
    change,
    isPreferredWeekday: isPreferredWeekday(candidate, startsAt),
    isLate,
    isRisky,
    reasons: [...(isLate ? lateReasons(board, candidate) : []), ...(isRisky ? riskyReasons(obstacles) : [])],
  });
  addTo(board.taken, span);
}

const riskyReasons = (obstacles: readonly PlanReason[]): readonly PlanReason[] =>
  obstacles.length > 0 ? obstacles : [{ code: 'no_safe_time', params: {} }];

function changeOf({ server: { slot } }: Candidate, { from, until }: Span): Proposal['change'] {
  if (slot === null) return 'new';
  const before = slotSpan(slot);
  return before.from === from && before.until === until ? 'kept' : 'moved';
}

function isPreferredWeekday({ wish }: Candidate, startsAt: Temporal.Instant): boolean {
  if (wish.weekday === null) return false;
  return startsAt.toZonedDateTimeISO(knownZone(wish.timeZone)).dayOfWeek === wish.weekday;
}

function lateReasons(board: Board, candidate: Candidate): PlanReason[] {
  const { from, dueAt, free, length } = candidate;
  const params = { dueAt: Number.isFinite(dueAt) ? toWire(Temporal.Instant.fromEpochMilliseconds(dueAt)) : null };
  if (isOverdue(candidate)) return [{ code: 'overdue', params }];
  const alone = firstStart(free, length, { from, until: dueAt });
  const beside = firstStartBeside(free, board.taken, length, { from, until: dueAt });
  return [{ code: alone !== null && beside === null ? 'group_busy' : 'no_time_before_due', params }];
}

/** Why there is no slot: what speaks against one now, and that it does so for good. */
function reasonsForNone({ server, from }: Candidate): PlanReason[] {
  const obstacles = obstaclesAt(server.touchable, Temporal.Instant.fromEpochMilliseconds(from));
  return [...obstacles, { code: 'no_safe_time', params: {} }];
}
