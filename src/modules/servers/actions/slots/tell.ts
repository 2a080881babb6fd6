import type { Work } from '../../../../kernel/db/transact.ts';
import type { FindingParams } from '../../../../kernel/findings/findings.ts';
import type { UserId } from '../../../../shared/ids.ts';
import { peopleOf } from '../../store/slot-watch.ts';
import type { Parts, Subject } from '../parts.ts';

interface Message {
  /** Told once per person and key. */
  readonly key: string;
  /** Text of the locales, below `notices`. */
  readonly sentence: 'slot-announced' | 'slot-moved' | 'slot-cancelled' | 'second-person' | 'overdue';
  readonly params: FindingParams;
}

interface Except {
  /** Whoever did it need not be told. */
  readonly except?: UserId | null;
}

/** Tells those who answer for a server. */
export async function tellPeople(
  work: Work,
  parts: Pick<Parts, 'telling'>,
  server: Subject,
  { except = null, ...message }: Message & Except,
): Promise<void> {
  const people = await peopleOf(work.tx, server.id, { onlyOwners: false });
  await tellThese(
    work,
    parts,
    server,
    people.filter((id) => id !== except),
    message,
  );
}

/** Tells users by name. */
export async function tellThese(
  work: Work,
  { telling }: Pick<Parts, 'telling'>,
  server: Subject,
  to: readonly UserId[],
  { key, sentence, params }: Message,
): Promise<void> {
  await telling.notice(work, {
    ...{ key, to },
    module: 'servers',
    sentence: { key: `notices.${sentence}`, params: { name: server.name, ...params } },
    assetId: server.id,
    siteId: server.siteId,
    href: `/servers/${server.id}`,
  });
}
