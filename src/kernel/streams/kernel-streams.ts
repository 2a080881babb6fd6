import { erasePersonFromAudit } from '../audit/erase.ts';
import { SESSIONS_KEPT_DAYS } from '../auth/prune.ts';
import '../errands/tables.ts';
import { erasePersonFromStories, removeStories } from '../findings/remove.ts';
import { TELLING_SETTINGS } from '../telling/settings.ts';
import { STREAM_SETTINGS } from './settings.ts';
import type { DaysSetting, Stream } from './stream.ts';

const daysOf = (key: keyof typeof STREAM_SETTINGS): DaysSetting => ({ key, declaration: STREAM_SETTINGS[key] });

const TOLD = { how: 'by its room', days: { key: 'telling.keptDays', declaration: TELLING_SETTINGS['telling.keptDays'] } } as const;

/** The streams of the kernel's rooms; modules declare theirs (`Module.streams`). */
export const KERNEL_STREAMS: readonly Stream[] = [
  {
    name: 'audit',
    table: 'kernel.audit',
    time: 'at',
    purpose: 'Who did what, from where, before and after.',
    kept: { how: 'for ever' },
    blanked: { columns: ['address'], after: daysOf('audit.addressDays') },
    person: 'Name and address become a tombstone the following night; what was done stays.',
    asset: 'Stays: the erasure itself stands in it.',
    erasePerson: erasePersonFromAudit,
  },
  {
    name: 'events',
    table: 'kernel.events',
    time: 'at',
    purpose: 'What changed, as ids, for open pages and for work that follows a change.',
    kept: { how: 'for days', days: daysOf('events.keptDays'), keepsNewest: true, partitionedBy: 'day' },
    person: 'Nothing to do: ids only.',
    asset: 'Goes by age: ids only.',
  },
  {
    name: 'stories',
    table: 'kernel.stories',
    time: 'closed_at',
    purpose: 'Stories of Today that are over, with their findings, their history and what was told of them.',
    kept: { how: 'for days', days: daysOf('findings.keptDays'), remove: removeStories },
    person: 'Named in the history only: becomes a tombstone the following night.',
    asset: 'Its findings go, and the stories that were about nothing else.',
    erasePerson: erasePersonFromStories,
  },
  {
    name: 'errands',
    table: 'kernel.errands',
    time: 'ended_at',
    purpose: 'Long work that the console did for people, and what came of it.',
    kept: { how: 'for days', days: daysOf('errands.keptDays') },
    person: 'Nothing to do: who began it is named by the account, which is a tombstone.',
    asset: 'Goes by age.',
  },
  {
    name: 'sessions',
    table: 'kernel.sessions',
    time: 'created_at',
    purpose: 'Sign-ins, with browser and address. Kept for a while after their end.',
    kept: { how: 'by its room', days: SESSIONS_KEPT_DAYS },
    person: 'Go at once.',
    asset: 'Nothing to do.',
  },
  {
    name: 'messages',
    table: 'kernel.messages',
    time: 'ended_at',
    purpose: 'What was told to whom, and what became of it.',
    kept: TOLD,
    person: 'Go the following night, with the channels.',
    asset: 'Goes by age: texts that were sent.',
  },
  {
    name: 'notices',
    table: 'kernel.notices',
    time: 'made_at',
    purpose: 'What a person is to be told outside of Today, once.',
    kept: TOLD,
    person: 'Go the following night.',
    asset: 'Goes by age: texts that were sent.',
  },
];
