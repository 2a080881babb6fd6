import type { Stream } from '../../../kernel/streams/stream.ts';
import { COMMAND_DAYS } from './command-settings.ts';
import { ENROLMENT_DAYS } from './settings.ts';
import { WATCH_STREAMS } from './watch/streams.ts';

/** What of screens grows as time passes. */
export const SCREENS_STREAMS: readonly Stream[] = [
  {
    name: 'screens.enrolments',
    table: 'screens.enrolment_codes',
    time: 'created_at',
    purpose: 'Codes by which players came in, and enrolments that a person had to decide about.',
    // Codes live for a day at most, and what they hold up for a week: nothing open is as old as the least that is kept.
    kept: { how: 'for days', days: ENROLMENT_DAYS },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the screen.',
  },
  {
    name: 'screens.commands',
    table: 'screens.commands',
    time: 'issued_at',
    purpose: 'What was asked of players, and the story of each command.',
    // The newest are what the safety lock counts; they are hours old at most.
    kept: { how: 'for days', days: COMMAND_DAYS },
    person: 'Becomes a tombstone: named by id only.',
    asset: 'Go with the screen.',
  },
  ...WATCH_STREAMS,
];
