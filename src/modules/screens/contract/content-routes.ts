import { z } from 'zod';
import { CALENDAR_REFUSALS } from '../../../kernel/contract/calendar.ts';
import { route } from '../../../kernel/contract/route.ts';
import { Nothing } from '../../../kernel/contract/routes/shapes.ts';
import { InstantInput, line, prose, WireId, WireInstant } from '../../../kernel/contract/wire.ts';
import { Content, ContentInput, Day, eventFields, Media, Now, Occurrence, ScreenEvent, WallTime } from './content-shapes.ts';

const TIMES_REFUSALS = {
  ...CALENDAR_REFUSALS,
  'screens.ends_before_start': 422,
  'screens.too_long': 422,
  'screens.too_dense': 422,
  'screens.until_before_start': 422,
} as const;

const CONTENT_REFUSALS = { 'screens.unknown_media': 422, 'screens.empty_message': 422, 'screens.website_not_allowed': 422 } as const;
const GROUPS_REFUSALS = { 'screens.no_such_group': 422, 'screens.groups_of_many_sites': 422 } as const;

export const listNow = route({
  method: 'GET',
  path: '/screens/now',
  summary: 'What groups of screens show at this moment; those where nothing is planned are not named',
  permission: 'screens:read',
  input: z.strictObject({}),
  output: z.object({ items: z.array(Now) }),
  refusals: {},
});

const Window = { from: InstantInput, to: InstantInput, groupId: WireId.optional(), siteId: WireId.optional() };

export const listEvents = route({
  method: 'GET',
  path: '/screens/events',
  summary: 'Events of screens that may happen in a window; without one all of them, at most 2,000',
  permission: 'screens:read',
  input: z.strictObject({ ...Window, from: InstantInput.optional(), to: InstantInput.optional() }),
  output: z.object({
    items: z.array(ScreenEvent),
    /** There are more than are listed. */
    isCut: z.boolean(),
  }),
  refusals: {},
});

export const listOccurrences = route({
  method: 'GET',
  path: '/screens/events/occurrences',
  summary: 'When events of screens happen in a window of at most 62 days, by begin; at most 5,000',
  permission: 'screens:read',
  input: z.strictObject(Window),
  output: z.object({
    items: z.array(Occurrence),
    /** There are more than are listed. */
    isCut: z.boolean(),
  }),
  refusals: { 'screens.bad_window': 422 },
});

export const previewEvent = route({
  method: 'GET',
  path: '/screens/events/preview',
  summary: 'When an event with these times would happen next, six times',
  permission: 'screens:read',
  input: z.strictObject({
    ...{ start: WallTime, end: WallTime, timeZone: eventFields.timeZone },
    rule: z.string().trim().max(1_000).optional(),
    until: Day.optional(),
  }),
  output: z.object({ items: z.array(z.object({ start: WireInstant, end: WireInstant })) }),
  refusals: TIMES_REFUSALS,
});

export const getEvent = route({
  method: 'GET',
  path: '/screens/events/:id',
  summary: 'One event of screens',
  permission: 'screens:read',
  input: z.strictObject({ id: WireId }),
  output: ScreenEvent,
  refusals: { 'screens.unknown_event': 404 },
  version: 'version',
});

export const addEvent = route({
  method: 'POST',
  path: '/screens/events',
  summary: 'Plan what groups of screens of one site show, and when',
  permission: 'screens:schedule',
  site: 'siteId',
  input: z.strictObject({
    ...eventFields,
    /** Of the groups. */
    siteId: WireId.optional(),
    description: prose(2_000).default(''),
    rule: eventFields.rule.default(null),
    until: eventFields.until.default(null),
    priority: eventFields.priority.default(0),
    isActive: eventFields.isActive.default(true),
  }),
  output: ScreenEvent,
  refusals: { ...TIMES_REFUSALS, ...CONTENT_REFUSALS, ...GROUPS_REFUSALS },
});

export const editEvent = route({
  method: 'PATCH',
  path: '/screens/events/:id',
  summary: 'Change an event of screens; occurrences that were taken out stay so, on the same day where the hour changes',
  permission: 'screens:schedule',
  input: z
    .strictObject({
      id: WireId,
      description: prose(2_000).optional(),
      /** Those may go that the new times have no day for; else they are named, and nothing is changed. */ dropSkipped: z
        .boolean()
        .optional(),
    })
    .extend(z.object(eventFields).partial().shape),
  output: ScreenEvent,
  refusals: { 'screens.unknown_event': 404, 'screens.drops_skipped': 409, ...TIMES_REFUSALS, ...CONTENT_REFUSALS, ...GROUPS_REFUSALS },
  version: 'version',
});

export const deleteEvent = route({
  method: 'DELETE',
  path: '/screens/events/:id',
  summary: 'Delete an event of screens with all its occurrences',
  permission: 'screens:schedule',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'screens.unknown_event': 404 },
});

export const skipOccurrence = route({
  method: 'POST',
  path: '/screens/events/:id/skip',
  summary: 'Take one occurrence out of a series, or put it back',
  permission: 'screens:schedule',
  input: z.strictObject({
    id: WireId,
    /** When it begins, or would. */
    start: InstantInput,
    isSkipped: z.boolean().default(true),
  }),
  output: ScreenEvent,
  refusals: { 'screens.unknown_event': 404, 'screens.unknown_occurrence': 422, 'screens.too_many_skipped': 409 },
  status: 200,
});

const ShownByDefault = z.object({ groupId: WireId, content: Content.nullable() });

export const getDefaultContent = route({
  method: 'GET',
  path: '/screens/groups/:id/default-content',
  summary: 'What a group of screens shows where nothing is planned',
  permission: 'screens:read',
  input: z.strictObject({ id: WireId }),
  output: ShownByDefault,
  refusals: { 'screens.unknown_group': 404 },
});

export const setDefaultContent = route({
  method: 'PUT',
  path: '/screens/groups/:id/default-content',
  summary: 'Say what a group of screens shows where nothing is planned; null: a quiet page',
  permission: 'screens:schedule',
  input: z.strictObject({ id: WireId, content: ContentInput.nullable() }),
  output: ShownByDefault,
  refusals: { 'screens.unknown_group': 404, ...CONTENT_REFUSALS },
});

export const listMedia = route({
  method: 'GET',
  path: '/screens/media',
  summary: 'Pictures and documents for screens, newest first',
  permission: 'screens:read',
  input: z.strictObject({ siteId: WireId.optional() }),
  output: z.object({ items: z.array(Media) }),
  refusals: {},
});

/** More than any player shows well; the setting says how much of it is allowed. */
const UPLOAD_LIMIT = 209_715_200;

export const addMedia = route({
  method: 'POST',
  path: '/screens/media',
  summary: 'Upload a picture (PNG, JPEG, WebP, GIF) or a PDF for screens; what is there already is answered as it is',
  permission: 'screens:schedule',
  site: 'siteId',
  body: 'bytes',
  bodyLimit: UPLOAD_LIMIT,
  input: z.strictObject({ name: line(200), siteId: WireId.optional() }),
  output: Media,
  refusals: {
    ...{ 'screens.unknown_site': 422, 'screens.not_media': 422, 'screens.picture_too_large': 422, 'files.too_large': 413 },
    ...{ 'files.no_room': 507, 'files.collected': 409 },
  },
});

export const deleteMedia = route({
  method: 'DELETE',
  path: '/screens/media/:id',
  summary: 'Delete a picture or document that nothing shows',
  permission: 'screens:schedule',
  input: z.strictObject({ id: WireId }),
  output: Nothing,
  refusals: { 'screens.no_such_media': 404, 'screens.media_in_use': 409 },
});
