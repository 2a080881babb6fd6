/** A stretch of time in which a zone keeps one offset. All three in milliseconds; `until` is the first instant of the next stretch. */
export interface OffsetStretch {
  readonly from: number;
  readonly until: number;
  readonly offset: number;
}

/** The largest instant Temporal can name, in milliseconds (ECMA-262 time range). */
export const LAST_INSTANT = 8.64e15;

// Temporal also reads a whole date with a zone in brackets as a zone, so the shape is looked at first.
const ZONE_SHAPE = /^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+){0,2}$/;

// EST, MET, GB, GMT0, PST8PDT: engines map them to cities nobody meant (EST becomes America/Panama).
const LEGACY_SHAPE = /^(?:[A-Za-z]{1,3}|[A-Za-z]{3}\d.*|GMT[+-].*)$/;

const MAX_REMEMBERED = 2_000;
const knownIds = new Map<string, boolean>();

/**
 * Whether `id` names an IANA zone ("Europe/Berlin", in any case) or "UTC". Offsets ("+02:00"), three-letter
 * legacy ids ("EST") and names with blanks around them are not zones here.
 */
export function isKnownZone(id: string): boolean {
  if (!hasZoneShape(id)) return false;
  const remembered = knownIds.get(id);
  if (remembered !== undefined) return remembered;
  const answer = engineKnows(id);
  if (knownIds.size >= MAX_REMEMBERED) knownIds.clear();
  knownIds.set(id, answer);
  return answer;
}

function hasZoneShape(id: string): boolean {
  if (id.toUpperCase() === 'UTC') return true;
  return id.length <= 64 && ZONE_SHAPE.test(id) && !LEGACY_SHAPE.test(id);
}

function engineKnows(id: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(id);
    return true;
  } catch {
    // A RangeError is the engine's way to say that it has no such zone.
    return false;
  }
}

const PIECE = 366 * 86_400_000;
const MAX_PIECES = 4_096;
const pieces = new Map<string, Map<number, readonly OffsetStretch[]>>();
let pieceCount = 0;

/**
 * The offset that holds in a known zone at an instant, and how long it holds. Zone rules are read once per zone
 * and year or so and remembered, because a list of servers asks the same few zones thousands of times.
 * A stretch may end where a remembered piece ends, with the same offset after it.
 */
export function offsetStretchAt(zone: string, epochMilliseconds: number): OffsetStretch {
  const stretches = pieceOf(zone, Math.floor(epochMilliseconds / PIECE));
  let found = stretches[0] as OffsetStretch;
  for (const stretch of stretches) {
    if (stretch.from > epochMilliseconds) break;
    found = stretch;
  }
  return found;
}

function pieceOf(zone: string, index: number): readonly OffsetStretch[] {
  const remembered = pieces.get(zone)?.get(index);
  if (remembered !== undefined) return remembered;
  if (pieceCount >= MAX_PIECES) {
    pieces.clear();
    pieceCount = 0;
  }
  const read = readPiece(zone, index);
  const ofZone = pieces.get(zone) ?? new Map<number, readonly OffsetStretch[]>();
  pieces.set(zone, ofZone.set(index, read));
  pieceCount += 1;
  return read;
}

function readPiece(zone: string, index: number): readonly OffsetStretch[] {
  const end = Math.min((index + 1) * PIECE, LAST_INSTANT);
  let from = Math.max(index * PIECE, -LAST_INSTANT);
  let local = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(zone);
  const stretches: OffsetStretch[] = [];
  for (;;) {
    const change = local.getTimeZoneTransition('next');
    const until = change === null ? end : Math.min(change.epochMilliseconds, end);
    stretches.push({ from, until, offset: local.offsetNanoseconds / 1e6 });
    if (change === null || until === end) return stretches;
    from = until;
    local = change;
  }
}
