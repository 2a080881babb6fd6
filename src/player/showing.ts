import type { CaptureType } from '../modules/screens/contract/wire/picture.ts';
import type { Display } from './display/display.ts';
import type { HeardState } from './heard.ts';
import type { ServerClock } from './link/server-clock.ts';
import type { Plays } from './plays.ts';
import type { Files } from './programme/files.ts';
import { filesOf, idOf, type Programme, programmeAt } from './programme/programme.ts';

export interface ShowingParts {
  readonly display: Display;
  readonly files: Files;
  readonly heard: HeardState;
  readonly plays: Plays;
  readonly serverClock: ServerClock;
  log(level: 'error' | 'warn' | 'info', message: string): void;
  /** A picture of the screen is wanted a moment from now. */
  photograph(type: CaptureType): void;
  /** An interrupt is seen. */
  seen(interruptId: string): void;
}

/** Has shown what is to be shown, and knows what is seen. */
export interface Showing {
  /** Called about once a second, and when something has changed. */
  tick(): void;
  /** What is to be seen now. */
  expectedId(): string | null;
  /** Has the display show it once more, after it was away. */
  again(): void;
  /** Fetches what the time ahead needs. Never rejects. */
  fetchFiles(): Promise<void>;
}

export function createShowing({ display, files, heard, plays, serverClock, ...tell }: ShowingParts): Showing {
  let shown: Programme = { kind: 'nothing' };
  let seenInterrupt: string | null = null;
  let fetchedFor = '';
  let isFetching = false;
  let missing: ReadonlySet<string> = new Set();

  const change = (next: Programme): void => {
    const isOther = idOf(next) !== idOf(shown);
    shown = next;
    display.show(next);
    if (isOther) tell.photograph(next.kind === 'event' ? 'event_start' : 'event_stop');
  };
  const fetchAll = async (): Promise<void> => {
    const wanted = filesOf(heard.current());
    const key = JSON.stringify(wanted.map(({ checksum }) => checksum));
    if (key === fetchedFor) return;
    const left = await files.keep(wanted);
    // Said once, not at each try.
    for (const { name, checksum } of left) if (!missing.has(checksum)) tell.log('warn', `a file cannot be fetched: ${name}`);
    missing = new Set(left.map(({ checksum }) => checksum));
    fetchedFor = left.length === 0 ? key : '';
    // The page asks for files by what it is told.
    display.show(shown);
  };
  return {
    tick() {
      const next = programmeAt(heard.current(), serverClock.now());
      if (JSON.stringify(next) !== JSON.stringify(shown)) change(next);
      const { shownId } = display.state();
      const isSeen = shownId !== null && shownId === idOf(shown);
      plays.seen(isSeen ? { id: shownId, programme: shown } : null, serverClock.now());
      if (shown.kind !== 'interrupt' || !isSeen || seenInterrupt === shownId) return;
      seenInterrupt = shownId;
      tell.seen(shown.interrupt.interrupt_id);
    },
    expectedId: () => idOf(shown),
    again: () => display.show(shown),
    async fetchFiles() {
      if (isFetching) return;
      isFetching = true;
      try {
        await fetchAll();
      } catch (error) {
        tell.log('warn', `files: ${error instanceof Error ? error.message : String(error)}`);
      } finally {
        isFetching = false;
      }
    },
  };
}
