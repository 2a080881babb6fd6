import type { Programme } from '../programme/programme.ts';

/** How a display is now: what it really shows, never what it should. */
export interface DisplayState {
  readonly process: string;
  readonly pid: number | null;
  readonly status: 'running' | 'crashed' | 'starting' | 'stopped';
  /** When it last drew; null: not yet. */
  readonly lastFrameAt: Temporal.Instant | null;
  /** The event that is seen on it; null: none. */
  readonly shownId: string | null;
}

/** What draws. */
export interface Display {
  start(): Promise<void>;
  show(programme: Programme): void;
  state(): DisplayState;
  /** What is really on it, as JPEG or PNG; null: nothing can be seen of it. */
  capture(): Promise<Uint8Array | null>;
  /** Called when `state` has changed by itself. */
  onChange(listener: () => void): void;
  restart(): Promise<void>;
  stop(): Promise<void>;
}
