import { z } from 'zod';
import { EventList, Interrupt, LookAhead } from '../modules/screens/contract/wire/content.ts';
import { type Heard, NOTHING_HEARD } from './programme/programme.ts';
import type { Kept } from './state/kept.ts';

export const HeardOnDisk = z.object({
  group: z.int().nullable(),
  events: EventList.nullable(),
  lookAhead: LookAhead.nullable(),
  interrupt: Interrupt.nullable(),
});
type OnDisk = z.infer<typeof HeardOnDisk>;

/** What the player has heard of its group; the look-ahead outlives a reboot without a network. */
export interface HeardState {
  current(): Heard;
  group(): number | null;
  /** Another group: what the one before was to show is not this one's. */
  moveTo(group: number | null): void;
  /** False: it cannot be read. */
  hear(what: 'events' | 'schedule' | 'interrupt', payload: Uint8Array): boolean;
  brokerIs(isThere: boolean, now: Temporal.Instant): void;
}

export function keepHeard(file: Kept<OnDisk>): HeardState {
  const read = file.read();
  let group = read?.group ?? null;
  let heard: Heard = {
    ...NOTHING_HEARD,
    ...(read === null ? {} : { events: read.events, lookAhead: read.lookAhead, interrupt: read.interrupt }),
  };
  const change = (next: Partial<Heard>): void => {
    heard = { ...heard, ...next };
    file.write({ group, events: heard.events, lookAhead: heard.lookAhead, interrupt: heard.interrupt });
  };
  return {
    current: () => heard,
    group: () => group,
    moveTo(next) {
      if (next === group) return;
      group = next;
      change({ events: null, lookAhead: null, interrupt: null });
    },
    hear(what, payload) {
      const text = new TextDecoder().decode(payload);
      // Cleared: nothing stands there any more.
      if (text === '') {
        change(what === 'events' ? { events: [] } : what === 'schedule' ? { lookAhead: null } : { interrupt: null });
        return true;
      }
      const value = parsed(text);
      if (what === 'events') return taken(EventList.safeParse(value), (events) => change({ events }));
      if (what === 'schedule') return taken(LookAhead.safeParse(value), (lookAhead) => change({ lookAhead }));
      return taken(Interrupt.safeParse(value), (interrupt) => change({ interrupt }));
    },
    brokerIs(isThere, now) {
      heard = { ...heard, awaySince: isThere ? null : (heard.awaySince ?? now) };
    },
  };
}

function taken<T>(read: z.ZodSafeParseResult<T>, take: (value: T) => void): boolean {
  if (read.success) take(read.data);
  return read.success;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
