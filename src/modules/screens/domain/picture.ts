import { isAfter, isBefore } from '../../../shared/time.ts';

/** A picture in shades of grey, 0 to 255, row by row. */
export interface Grey {
  readonly width: number;
  readonly height: number;
  readonly shades: Uint8Array;
}

/** Below this a pixel is dark to anybody in front of the screen; compression leaves a little noise in black. */
const DARK = 32;
/** A mouse pointer or a status dot on an empty screen is less than this part of it; a line of text is more. */
const LEAST_LIT = 0.001;

/** Whether nothing is to be seen. */
export function isBlack({ shades }: Grey): boolean {
  const lit = shades.reduce((count, shade) => (shade >= DARK ? count + 1 : count), 0);
  return shades.length > 0 && lit < shades.length * LEAST_LIT;
}

const [COLUMNS, ROWS] = [32, 18];
/** Steps of brightness that count as the same; noise of compression stays within one. */
const STEP = 16;

/** What a picture looks like, in hex: the brightness of its parts, coarsely. Equal looks are the same picture to a passer-by. */
export function lookOf({ width, height, shades }: Grey): string {
  const parts: string[] = [];
  for (let row = 0; row < ROWS; row += 1) {
    for (let column = 0; column < COLUMNS; column += 1) {
      const [left, right] = [Math.floor((column * width) / COLUMNS), Math.floor(((column + 1) * width) / COLUMNS)];
      const [top, bottom] = [Math.floor((row * height) / ROWS), Math.floor(((row + 1) * height) / ROWS)];
      parts.push(Math.floor(mean(shades, width, { left, right, top, bottom }) / STEP).toString(16));
    }
  }
  return parts.join('');
}

interface Part {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function mean(shades: Uint8Array, width: number, { left, right, top, bottom }: Part): number {
  let [sum, count] = [0, 0];
  for (let y = top; y < Math.max(bottom, top + 1); y += 1) {
    for (let x = left; x < Math.max(right, left + 1); x += 1) {
      sum += shades[y * width + x] ?? 0;
      count += 1;
    }
  }
  return sum / count;
}

/** What is known when a picture is judged. */
export interface Stillness {
  /** Since when all pictures look the same. */
  readonly sameSince: Temporal.Instant;
  /** When the player last drew, and when it said so; null: it does not say. */
  readonly frameAt: Temporal.Instant | null;
  readonly frameSaidAt: Temporal.Instant | null;
  /** When it last went over to another event. */
  readonly eventChangedAt: Temporal.Instant | null;
}

/** So old may be what a player said of its frames; it says it every five seconds. */
const SAID_SECONDS = 90;
/** Who draws this much later than its picture came up draws while nothing moves, too. */
const DRAWS_ON_SECONDS = 30;

/**
 * Whether a picture is frozen. A notice may stand for hours, so the same picture alone is no fault. It is one if the player says
 * that it has drawn nothing for as long either, and ought to have: because until then it went on drawing while the picture stood
 * (a player that draws always), or because another event began meanwhile.
 */
export function isFrozen({ sameSince, frameAt, frameSaidAt, eventChangedAt }: Stillness, seconds: number, now: Temporal.Instant): boolean {
  if (frameAt === null || frameSaidAt === null) return false;
  const limit = now.subtract({ seconds });
  if (isAfter(sameSince, limit) || isAfter(frameAt, limit)) return false;
  if (isBefore(frameSaidAt, now.subtract({ seconds: SAID_SECONDS }))) return false;
  const drewOn = isAfter(frameAt, sameSince.add({ seconds: DRAWS_ON_SECONDS }));
  const missedEvent = eventChangedAt !== null && isAfter(eventChangedAt, frameAt) && !isAfter(eventChangedAt, limit);
  return drewOn || missedEvent;
}
