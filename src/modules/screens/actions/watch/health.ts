import { systemActor } from '../../../../kernel/auth/actor.ts';
import type { Kernel, Resource } from '../../../../kernel/module.ts';
import type { ProcessStatus } from '../../domain/process.ts';
import { CLOCK_OFF_SECONDS } from '../../domain/screen-state.ts';
import { spanOf } from '../../domain/watch.ts';
import { type HealthSpan, saveSpans } from '../../store/watch/health.ts';

/** What one health message says. */
export interface Health {
  readonly uuid: string;
  readonly at: Temporal.Instant;
  readonly status: ProcessStatus | null;
  readonly clockOffSeconds: number | null;
  readonly isBrokerReachable: boolean | null;
  readonly reconnectCount: number | null;
  readonly disconnectedAt: Temporal.Instant | null;
  readonly process?: unknown;
}

const CONSOLE = systemActor('screens');
/** Health that says the same again is written down so seldom. */
const AGAIN_SECONDS = 30;
/** Beyond that somebody makes up players. */
const MOST_PLAYERS = 100_000;
const AT_ONCE = 2_000;

export type HealthSpans = ReturnType<typeof createHealthSpans>;

/**
 * Players say how they are every five seconds, and mostly the same. What is new is written at once, the rest twice a minute; of
 * every sample only spans of five minutes are kept, counted here and written when they are over, or this process ends. One that
 * is killed loses the span that has begun.
 */
export function createHealthSpans({ transact, log }: Pick<Kernel, 'transact' | 'log'>) {
  const last = new Map<string, { readonly text: string; readonly at: Temporal.Instant }>();
  let spans = new Map<string, HealthSpan>();
  let begin: Temporal.Instant | null = null;
  let writing: Promise<void> = Promise.resolve();

  const flush = (): Promise<void> => {
    const done = [...spans.values()];
    spans = new Map();
    writing = writing.then(() => write(done));
    return writing;
  };
  const write = async (done: readonly HealthSpan[]): Promise<void> => {
    try {
      for (let from = 0; from < done.length; from += AT_ONCE) {
        await transact(CONSOLE, ({ tx }) => saveSpans(tx, done.slice(from, from + AT_ONCE)));
      }
    } catch (error) {
      log.warn({ err: error, spans: done.length }, 'five minutes of health could not be written and are lost');
    }
  };
  const count = (one: Health): void => {
    const at = spanOf(one.at);
    if (begin === null || !at.equals(begin)) void flush();
    begin = at;
    const before = spans.get(one.uuid);
    if (before === undefined && spans.size >= MOST_PLAYERS) return;
    spans.set(one.uuid, {
      ...{ uuid: one.uuid, at, samples: (before?.samples ?? 0) + 1 },
      crashed: (before?.crashed ?? 0) + (one.status === 'crashed' ? 1 : 0),
      unreachable: (before?.unreachable ?? 0) + (one.isBrokerReachable === false ? 1 : 0),
      reconnects: one.reconnectCount ?? before?.reconnects ?? null,
      clockOffSeconds: one.clockOffSeconds ?? before?.clockOffSeconds ?? null,
    });
  };
  const isNews = (one: Health): boolean => {
    const [before, text] = [last.get(one.uuid), textOf(one)];
    return before === undefined || before.text !== text || one.at.since(before.at).total('seconds') >= AGAIN_SECONDS;
  };

  const resource: Resource = { name: 'screens.health', start: async () => flush };
  return {
    resource,
    /** Something else was heard of what health says, too: what it says next is news. */
    forget: (uuid: string): void => void last.delete(uuid),
    /** Counts a sample, and has it written where it is news. */
    async heard(one: Health, write: () => Promise<void>): Promise<void> {
      count(one);
      if (!isNews(one)) return;
      await write();
      if (last.size >= MOST_PLAYERS) last.clear();
      last.set(one.uuid, { text: textOf(one), at: one.at });
    },
  };
}

/** A clock that wavers by a second is no news; one that becomes wrong is. */
const textOf = ({ process, reconnectCount, disconnectedAt, isBrokerReachable, clockOffSeconds }: Health): string =>
  JSON.stringify([process, reconnectCount, disconnectedAt, isBrokerReachable, Math.abs(clockOffSeconds ?? 0) > CLOCK_OFF_SECONDS]);
