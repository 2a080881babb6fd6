import type { CommandEvent } from './next.ts';

/** What brings a command to a status, as its story tells. `issued` and `blocked` are its beginnings. */
export const STEP_REASONS = [
  ...(['issued', 'blocked', 'publishing', 'published', 'publish_failed', 'ack', 'heard', 'cancel', 'closed', 'time'] as const),
] satisfies readonly (CommandEvent['kind'] | 'issued' | 'blocked')[];
export type StepReason = (typeof STEP_REASONS)[number];

/** What a person reads beside a step; null: the status says it all. */
export function detailOf(event: CommandEvent): string | null {
  switch (event.kind) {
    case 'publish_failed':
      return event.reason;
    case 'ack':
      return event.errorCode === null ? event.status : `${event.errorCode}: ${event.errorMessage ?? ''}`;
    case 'heard':
      return event.runningPid === null ? null : String(event.runningPid);
    case 'publishing':
    case 'published':
    case 'cancel':
    case 'time':
    case 'closed':
      return null;
  }
}
