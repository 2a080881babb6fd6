import { newId } from '../../../shared/ids.ts';
import type { Work } from '../../db/transact.ts';
import type { MessageContent } from '../content.ts';
import type { OpenChannel } from '../look/people.ts';
import type { MessagesTable } from '../tables.ts';

/** Queue of the job that sends one message. */
export const DELIVER = 'telling.deliver';

export interface NewMessage {
  readonly userId: string;
  readonly channel: Pick<OpenChannel, 'id' | 'kind' | 'name'>;
  readonly kind: MessagesTable['kind'];
  readonly content: MessageContent;
}

/** A message that should have left by so long was lost by the queue, or never put there: the timer does. */
export const LATE_SECONDS = 60;

/** Writes a message down and has it sent once the transaction has committed. Answers its id, the idempotency key of the delivery. */
export async function planMessage(work: Work, message: NewMessage): Promise<string> {
  const id = await insertMessage(work, message, work.now);
  await work.enqueue(DELIVER, { messageId: id }, { singletonKey: id });
  return id;
}

/** The same from a request: its process need not have the queue at hand. The timer hears of it by an event and puts it there at once. */
export const planByTimer = (work: Work, message: NewMessage): Promise<string> =>
  insertMessage(work, message, work.now.subtract({ seconds: LATE_SECONDS }));

async function insertMessage({ tx, now }: Work, { userId, channel, kind, content }: NewMessage, nextAt: Temporal.Instant): Promise<string> {
  const id = newId(now);
  await tx
    .insertInto('kernel.messages')
    .values({
      ...{ id, user_id: userId, channel_id: channel.id, channel_kind: channel.kind, channel_name: channel.name, kind },
      story_ids: content.stories.map(({ storyId }) => storyId),
      content: JSON.stringify(content),
      ...{ state: 'planned', created_at: now, next_at: nextAt, sending_at: null, ended_at: null, error: null, error_saying: null },
    })
    .execute();
  return id;
}
