import sharp from 'sharp';
import type { z } from 'zod';
import * as screens from '../../src/modules/screens/contract/routes.ts';
import { type Entry, entry, nothing } from './entry.ts';

const CONTENT = { type: 'website', url: 'https://example.org/' } as const;
const wall = (at: Temporal.Instant): string => at.toString({ smallestUnit: 'second' }).slice(0, 16);

/** An event of a day that goes on for ever, from yesterday on. */
export const eventInput = (
  now: Temporal.Instant,
  title: string,
  groupId: string,
  siteId: string,
): z.input<typeof screens.addEvent.input> => ({
  ...{ title, siteId, groupIds: [groupId], start: wall(now.subtract({ hours: 24 })), end: wall(now.subtract({ hours: 1 })) },
  ...{ timeZone: 'UTC', rule: 'FREQ=DAILY', content: CONTENT },
});

let pictures = 0;
/** A picture that is like no other. */
export function picture(): Promise<Buffer> {
  pictures += 1;
  const colour = { r: pictures % 256, g: Math.floor(pictures / 256) % 256, b: 128 };
  return sharp({ create: { width: 8, height: 4, channels: 3, background: colour } })
    .png()
    .toBuffer();
}

/** For every route about what screens show an input that it accepts. */
export const CONTENT_INPUTS: readonly Entry[] = [
  entry(screens.listNow, nothing),
  entry(screens.listEvents, nothing),
  entry(screens.listOccurrences, ({ clock }) => ({ from: clock.now().toString(), to: clock.now().add({ hours: 24 }).toString() })),
  entry(screens.previewEvent, () => ({ start: '2027-01-01T08:00', end: '2027-01-01T09:00', timeZone: 'UTC' })),
  entry(screens.getEvent, async ({ screens: fresh }) => ({ id: await fresh.event() })),
  entry(screens.addEvent, async ({ clock, name, siteId, screens: fresh }) => eventInput(clock.now(), name(), await fresh.group(), siteId)),
  entry(screens.editEvent, async (fresh) => ({ id: await fresh.screens.event(), title: fresh.name() })),
  entry(screens.deleteEvent, async ({ screens: fresh }) => ({ id: await fresh.event() })),
  entry(screens.skipOccurrence, async ({ clock, screens: fresh }) => {
    const id = await fresh.event();
    return { id, start: clock.now().add({ hours: 24 }).round({ smallestUnit: 'minute', roundingMode: 'floor' }).toString() };
  }),
  entry(screens.getDefaultContent, async ({ screens: fresh }) => ({ id: await fresh.group() })),
  entry(screens.setDefaultContent, async ({ screens: fresh }) => ({ id: await fresh.group(), content: CONTENT })),
  entry(screens.listMedia, nothing),
  entry(screens.addMedia, ({ name, siteId }) => ({ name: name(), siteId })),
  entry(screens.deleteMedia, async ({ screens: fresh }) => ({ id: await fresh.media() })),
];
