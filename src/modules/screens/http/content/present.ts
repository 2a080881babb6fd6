import type { z } from 'zod';
import { toWire } from '../../../../shared/time.ts';
import { type Happening, nextStart } from '../../actions/content/calendar.ts';
import type { EventRow } from '../../actions/content/events.ts';
import type { Showing } from '../../actions/content/showing.ts';
import type * as wire from '../../contract/content-shapes.ts';
import type { Content } from '../../domain/content/content.ts';

export const presentContent = (content: Content): z.infer<typeof wire.Content> =>
  content.type === 'presentation' ? { ...content, mediaIds: [...content.mediaIds] } : content;

export const presentEvent = (event: EventRow, now: Temporal.Instant): z.infer<typeof wire.ScreenEvent> => ({
  ...{ id: event.id, site: event.site, title: event.title, description: event.description, groups: [...event.groups] },
  ...{ start: event.starts.toString(), end: event.ends.toString(), timeZone: event.timeZone, rule: event.rule },
  ...{ until: event.until?.toString() ?? null, priority: event.priority, isActive: event.isActive },
  content: presentContent(event.content),
  ...{ skipped: event.skipped.map(String), next: event.isActive ? toWire(nextStart(event, now)) : null },
  ...{ createdAt: event.createdAt.toString(), version: event.version },
});

export const presentHappening = ({ event, start, end, overlaps }: Happening): z.infer<typeof wire.Occurrence> => ({
  ...{ eventId: event.id, title: event.title, type: event.content.type, start: start.toString(), end: end.toString() },
  ...{ priority: event.priority, isSeries: event.rule !== null, groups: [...event.groups], overlaps },
});

export const presentShowing = ({ until, ...shown }: Showing): z.infer<typeof wire.Now> => ({ ...shown, until: until.toString() });
