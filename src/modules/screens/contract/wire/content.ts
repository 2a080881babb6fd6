import { z } from 'zod';
import { WireZ } from './instant.ts';

/** Kinds of events. `webuntis` is a website whose address is a setting. */
export const EVENT_TYPES = ['presentation', 'website', 'webuntis', 'video', 'message', 'other'] as const;
export const MESSAGE_LEVELS = ['info', 'warning', 'critical'] as const;

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A file as players fetch it: by an address that nobody can guess. */
export const ContentFile = z.object({
  name: z.string(),
  url: z.string(),
  checksum: Sha256,
  size: z.int().min(0),
  /** Ours: `image/png`, `image/jpeg`, `image/webp`, `image/gif` or `application/pdf`. */
  mime_type: z.string().optional(),
});
export type ContentFile = z.infer<typeof ContentFile>;

const Presentation = z.object({
  type: z.literal('slideshow'),
  files: z.array(ContentFile),
  /** Seconds. */
  slide_interval: z.number().min(1),
  auto_progress: z.boolean(),
  page_progress: z.boolean(),
});

const Website = z.object({ type: z.literal('browser'), url: z.string() });

/** What is not known of a video is null. */
const Video = z.object({
  type: z.literal('media'),
  url: z.string(),
  autoplay: z.boolean(),
  loop: z.boolean(),
  /** 0 to 1. */
  volume: z.number().min(0).max(1),
  muted: z.boolean(),
  mime_type: z.string().nullable(),
  size: z.int().nullable(),
  accept_ranges: z.string().nullable(),
  duration: z.number().nullable(),
  resolution: z.string().nullable(),
  bitrate: z.number().nullable(),
  qualities: z.array(z.unknown()).nullable(),
  thumbnails: z.array(z.unknown()).nullable(),
  checksum: Sha256.nullable(),
});

const Message = z.object({ type: z.literal('message'), html: z.string(), level: z.enum(MESSAGE_LEVELS) });

/** One occurrence for one group, with one of the blocks. */
export const EventEntry = z.object({
  /** Of this occurrence for this group: as heartbeats name it in `current_event_id`. */
  id: z.string(),
  /** The series that it is an occurrence of; null for a single event. */
  occurrence_of_id: z.string().nullable(),
  group_id: z.int(),
  title: z.string(),
  start: WireZ,
  end: WireZ,
  event_type: z.enum(EVENT_TYPES),
  presentation: Presentation.optional(),
  website: Website.optional(),
  video: Video.optional(),
  message: Message.optional(),
});
export type EventEntry = z.infer<typeof EventEntry>;

/** `infoscreen/events/{group_id}`, retained: what is active now, first what is shown. */
export const EventList = z.array(EventEntry);
export type EventList = z.infer<typeof EventList>;

/** `infoscreen/schedule/{group_id}`, retained: the occurrences of the next 48 hours, by which a player goes on without a network. */
export const LookAhead = z.object({
  /** The console's time when it was made. */
  generated_at: WireZ,
  valid_until: WireZ,
  events: EventList,
  /** Shown while nothing is scheduled; null: a quiet page. */
  default_content: EventEntry.nullable(),
});
export type LookAhead = z.infer<typeof LookAhead>;

/** `infoscreen/groups/{group_id}/interrupt`, retained; an empty payload clears. */
export const Interrupt = z.object({
  interrupt_id: z.uuid(),
  issued_at: WireZ,
  expires_at: WireZ,
  html: z.string(),
  level: z.enum(MESSAGE_LEVELS),
});
export type Interrupt = z.infer<typeof Interrupt>;

/** `infoscreen/{uuid}/interrupt/ack`: the player shows it. */
export const InterruptAck = z.object({ interrupt_id: z.uuid(), shown_at: WireZ });
export type InterruptAck = z.infer<typeof InterruptAck>;

/** `infoscreen/{uuid}/plays`: what was shown, told again until the broker has it. */
export const PlayRecord = z.object({
  play_id: z.uuid(),
  event_id: z.string().max(100),
  event_type: z.enum(EVENT_TYPES),
  title: z.string().max(500),
  started_at: WireZ,
  ended_at: WireZ,
});
export const PlaysMessage = z.object({ plays: z.array(PlayRecord).min(1).max(100) });
export type PlayRecord = z.infer<typeof PlayRecord>;
