import { expect, test } from 'vitest';
import { newId } from '../../../shared/ids.ts';
import { systemActor } from '../../auth/actor.ts';
import { ensureAccountMail } from '../channels/account-mail.ts';
import { UNTOLD } from '../domain/occasion.ts';
import { tellingHouse } from '../testing/house.ts';
import type { Hearing } from './decide.ts';
import { peopleOf } from './people.ts';
import { tellDue } from './tell.ts';

const house = await tellingHouse();

/** PostgreSQL counts the parameters of a statement in 16 bits. */
const MORE_THAN_PARAMETERS = 70_000;

test('as many stories as a statement has no parameters for are one message', async () => {
  const { userId } = await house.newUser('olga');
  await house.doing(ensureAccountMail);
  await house.queueing(systemActor('telling'), async (work) => {
    const person = (await peopleOf(work.tx, { hasMail: true, timeZone: 'UTC' }, [userId])).get(userId);
    const channel = person?.channels[0];
    if (person === undefined || channel === undefined) throw new Error('Olga has her mail.');
    const stand = { is: 'speaking', loudness: 'warning', round: 0, isEscalated: false } as const;
    const due = Array.from({ length: MORE_THAN_PARAMETERS }, (): Hearing => {
      return { storyId: newId(work.now), channel, person, stand, told: UNTOLD, dueAt: work.now };
    });
    await tellDue(work, due, new Map());
  });
  expect(await house.messages()).toMatchObject([{ user_id: userId, kind: 'digest' }]);
});
