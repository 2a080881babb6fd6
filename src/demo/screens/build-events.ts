import * as screens from '../../modules/screens/contract/routes.ts';
import type { Caller } from '../estate/caller.ts';
import { slide } from './pictures.ts';
import { type Groups, groupKey, type Sites } from './places.ts';
import { EVENTS, type PlannedEvent } from './plan.ts';

interface Places {
  readonly sites: Sites;
  readonly groups: Groups;
  readonly now: Temporal.Instant;
}

/** Plans what is missing of the events, found by title, from the day before on. */
export async function buildEvents(caller: Caller, places: Places): Promise<void> {
  const { items } = await caller.call(screens.listEvents, {});
  for (const event of EVENTS) {
    if (items.some(({ title, site }) => title === event.title && site.name === event.site)) continue;
    await caller.call(screens.addEvent, await inputOf(caller, event, places));
  }
}

async function inputOf(caller: Caller, event: PlannedEvent, { sites, groups, now }: Places) {
  const { title, site, from, hours, rule, priority } = event;
  const { id: siteId, timeZone } = sites.get(site) ?? { id: undefined, timeZone: 'UTC' };
  // A week before: so the first occurrence of each rule has been.
  const start = now.toZonedDateTimeISO(timeZone).toPlainDate().subtract({ days: 7 }).toPlainDateTime(Temporal.PlainTime.from(from));
  const wall = (at: Temporal.PlainDateTime): string => at.toString({ smallestUnit: 'minute' });
  return {
    ...{ title, siteId, timeZone, rule, priority, start: wall(start), end: wall(start.add({ hours })) },
    groupIds: event.groups.flatMap((name) => groups.get(groupKey(site, name)) ?? []),
    content: await contentOf(caller, event, siteId),
  };
}

async function contentOf(caller: Caller, { title, content }: PlannedEvent, siteId: string | undefined) {
  if (content.type !== 'pictures') return content;
  const mediaIds: string[] = [];
  for (const [index, words] of content.words.entries()) {
    const bytes = await slide(words, index);
    mediaIds.push((await caller.upload(screens.addMedia, { name: `${title} ${index + 1}.png`, siteId }, bytes)).id);
  }
  return { type: 'presentation' as const, mediaIds, slideInterval: 8 };
}
