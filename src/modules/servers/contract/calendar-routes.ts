import { z } from 'zod';
import { route } from '../../../kernel/contract/route.ts';

/** Calendar programs can send nothing but an address: the secret in it says whose calendar it is. */
export const readCalendar = route({
  method: 'GET',
  path: '/servers/calendar.ics',
  summary: 'Due dates, planned updates and safe hours of the servers that somebody answers for, as iCalendar, by secret link',
  permission: null,
  input: z.strictObject({ token: z.string().max(200) }),
  output: z.string(),
  refusals: { 'auth.unknown_link': 404 },
  mediaType: 'text/calendar; charset=utf-8',
  triesPerMinute: 300,
});
