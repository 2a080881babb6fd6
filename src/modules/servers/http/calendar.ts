import { createHash } from 'node:crypto';
import { orRefuse, type Served, serveStream } from '../../../kernel/http/serve.ts';
import type { createReadCalendar } from '../actions/calendar.ts';
import { readCalendar } from '../contract/calendar-routes.ts';

/** For calendar programs, which ask again and again: whoever has it already is told so. */
export const calendarRoutes = (read: ReturnType<typeof createReadCalendar>): readonly Served[] => [
  serveStream(readCalendar, async ({ token }, { actor }) => {
    const body = orRefuse(await read(token, actor.origin));
    return { body, etag: createHash('sha256').update(body).digest('base64url').slice(0, 27), fileName: 'servers.ics' };
  }),
];
