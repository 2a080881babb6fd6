import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type Limited, type Malformed, type Subscription, subscription } from '../../../kernel/mqtt/subscription.ts';
import type { RecordSaid } from '../actions/record.ts';
import type { ReceivePicture } from '../actions/watch/pictures.ts';
import { instantOf } from '../contract/wire/instant.ts';
import { DashboardMessage, ScreenshotMessage } from '../contract/wire/picture.ts';
import { LogMessage } from '../contract/wire/telemetry.ts';
import { cleaned } from '../domain/hardware.ts';
import { LOG_LEVELS_OF_TOPIC, TOPICS } from '../domain/topics.ts';
import { type CaptureKind, type LogLevel, lineAt, MOST_LOG_TEXT } from '../domain/watch.ts';

interface WatchParts {
  readonly record: RecordSaid;
  readonly receive: ReceivePicture;
}

/** A screenshot in base64 with what is around it. */
const MOST_PICTURE_BYTES = 2 * 1_048_576;
const MOST_LOG_BYTES = 64 * 1_024;
const LEVELS: Readonly<Record<(typeof LOG_LEVELS_OF_TOPIC)[number], LogLevel>> = { error: 'ERROR', warn: 'WARN', info: 'INFO' };
const Level = z.enum(LOG_LEVELS_OF_TOPIC);

/** What players let see: lines of their logs, and pictures. */
export function watching({ record, receive }: WatchParts): readonly Subscription[] {
  const bad = async ({ params: { uuid }, reason, receivedAt: at }: Malformed, isPicture: boolean): Promise<void> => {
    if (!z.uuid().safeParse(uuid).success || uuid === undefined) return;
    const malformed = { count: 1, reason: cleaned(reason), at };
    await record({ uuid: uuid.toLowerCase(), malformed, ...(isPicture ? { watched: { parseFailures: 1 } } : {}) });
  };
  const params = { uuid: z.uuid() };
  const sender = 'uuid' as const;
  const limited = async ({ sender: uuid, count, at }: Limited): Promise<void> => {
    if (z.uuid().safeParse(uuid).success) await record({ uuid: uuid.toLowerCase(), limited: { count, at } });
  };
  const pictured = {
    params,
    sender,
    limited,
    maxBytes: MOST_PICTURE_BYTES,
    malformed: async (fault: Malformed) => bad(fault, true),
  } as const;
  const take = async (uuid: string, picture: Taken): Promise<void> => {
    const { topic, image, receivedAt, isDashboard } = picture;
    const bytes = image === null ? null : bytesOf(image);
    const watched = isDashboard ? { dashboards: 1 } : {};
    const isTaken =
      bytes !== null &&
      receive({ uuid: uuid.toLowerCase(), topic, bytes, kind: picture.kind, at: receivedAt, capturedAt: picture.capturedAt });
    if (image !== null && !isTaken) return bad({ params: { uuid }, reason: NO_IMAGE, receivedAt }, true);
    await record({ uuid: uuid.toLowerCase(), at: receivedAt, watched });
  };

  return [
    subscription({
      ...{
        params: { ...params, level: Level },
        sender,
        limited,
        isGathered: true,
        maxBytes: MOST_LOG_BYTES,
        malformed: async (fault: Malformed) => bad(fault, false),
      },
      topic: TOPICS.logs,
      payload: LogMessage,
      handle({ params: { uuid, level }, payload: { timestamp, message, context }, receivedAt }) {
        const said = instantOf(timestamp ?? '');
        const at = lineAt(said, receivedAt);
        const line = {
          ...{ at, isTimed: said?.equals(at) ?? false },
          level: LEVELS[Level.parse(level)],
          message: cut(message),
          context: context == null ? null : cut(textOf(context)),
        };
        const logs = [{ id: idOf(`${uuid} ${at.toString()} ${line.level} ${message}`), ...line }];
        return record({ uuid: uuid.toLowerCase(), at: receivedAt, watched: { logs } });
      },
    }),
    subscription({
      ...pictured,
      topic: TOPICS.screenshot,
      payload: ScreenshotMessage,
      handle: ({ params: { uuid }, payload: { image, screenshot_type: kind, timestamp }, receivedAt }) =>
        take(uuid, { topic: 'screenshot', image, kind, receivedAt, capturedAt: instantOf(timestamp ?? ''), isDashboard: false }),
    }),
    subscription({
      ...pictured,
      topic: TOPICS.dashboard,
      payload: DashboardMessage,
      handle({ params: { uuid }, payload: { content, metadata }, receivedAt }) {
        const { screenshot } = content;
        const image = typeof screenshot === 'string' ? screenshot : (screenshot?.data ?? null);
        const [kind, capturedAt] = [metadata.capture?.type ?? 'periodic', instantOf(metadata.capture?.captured_at ?? '')];
        return take(uuid, { topic: 'dashboard', image, kind, receivedAt, capturedAt, isDashboard: true });
      },
    }),
  ];
}

interface Taken {
  readonly topic: 'screenshot' | 'dashboard';
  readonly image: string | null;
  readonly kind: CaptureKind;
  readonly receivedAt: Temporal.Instant;
  readonly capturedAt: Temporal.Instant | null;
  readonly isDashboard: boolean;
}

const NO_IMAGE = 'payload: the picture is no PNG, JPEG or WebP that can be read';

/** Null: no base64. */
function bytesOf(image: string): Buffer | null {
  const text = image.replace(/^data:image\/[a-z]+;base64,/, '').replace(/[\r\n]/g, '');
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : null;
}

/** Lines keep their breaks; what cannot be stored, or turns the direction of writing round, goes. */
const cut = (text: string): string =>
  text
    .replace(/[\0\u202a-\u202e\u2066-\u2069]/gu, '')
    .slice(0, MOST_LOG_TEXT)
    .toWellFormed();

const textOf = (context: unknown): string => (typeof context === 'string' ? context : JSON.stringify(context));

/** A UUID (RFC 9562, version 8) made of a text: the same line is the same, however often it is delivered. */
function idOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}
