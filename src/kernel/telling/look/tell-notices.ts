import { type Selectable, sql } from 'kysely';
import { earliest, isAfter } from '../../../shared/time.ts';
import type { Work } from '../../db/transact.ts';
import { type MessageContent, MOST_LINES } from '../content.ts';
import { GIVE_UP_HOURS } from '../domain/backoff.ts';
import { quietUntil } from '../domain/hours.ts';
import { planMessage } from '../outbox/messages.ts';
import type { NoticesTable } from '../tables.ts';
import { type PeopleParts, type Person, peopleOf } from './people.ts';

type NoticeRow = Selectable<NoticesTable>;

/** Without a channel a notice waits a while: perhaps the person makes one. */
const RETRY_MINUTES = 15;

/** Plans one message per person and channel with all notices that are due. */
export async function tellNotices(work: Work, parts: PeopleParts): Promise<void> {
  const { tx, now } = work;
  const due = await tx
    .selectFrom('kernel.notices')
    .selectAll()
    .where('next_at', '<=', now)
    .orderBy('made_at')
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute();
  if (due.length === 0) return;
  const byUser = Map.groupBy(due, ({ user_id }) => user_id);
  const people = await peopleOf(tx, parts, [...byUser.keys()]);
  for (const [userId, notices] of byUser) await tellPerson(work, people.get(userId), notices);
}

async function tellPerson(work: Work, person: Person | undefined, notices: readonly NoticeRow[]): Promise<void> {
  if (person === undefined) return putOff(work, notices, null);
  const quietEnd = quietUntil(person.hours, work.now);
  if (isAfter(quietEnd, work.now)) return putOff(work, notices, quietEnd);
  const channels = person.channels.filter(({ hears }) => hears === 'all');
  if (channels.length === 0) return wait(work, notices);
  const content = contentOf(notices);
  for (const channel of channels) {
    await planMessage(work, { userId: person.userId, channel, kind: 'notice', content });
  }
  await work.tx.updateTable('kernel.notices').set({ next_at: null, told_at: work.now }).where(isOneOf(notices)).execute();
}

/** The newest ones, in the order in which they were made. */
function contentOf(notices: readonly NoticeRow[]): MessageContent {
  const listed = notices.slice(-MOST_LINES);
  const lines = listed.map(({ module, sentence, params, href }) => ({ module, sentence, params, href }));
  return { stories: [], notices: lines, unlisted: notices.length - listed.length, stillOpen: 0 };
}

/** A day later a notice is of no use any more. */
async function wait(work: Work, notices: readonly NoticeRow[]): Promise<void> {
  for (const notice of notices) {
    const end = notice.made_at.add({ hours: GIVE_UP_HOURS });
    const next = isAfter(end, work.now) ? earliest(end, work.now.add({ minutes: RETRY_MINUTES })) : null;
    await putOff(work, [notice], next);
  }
}

async function putOff({ tx }: Work, notices: readonly NoticeRow[], nextAt: Temporal.Instant | null): Promise<void> {
  await tx.updateTable('kernel.notices').set({ next_at: nextAt }).where(isOneOf(notices)).execute();
}

const isOneOf = (notices: readonly NoticeRow[]) => sql<boolean>`id = any(${notices.map(({ id }) => id)}::uuid[])`;
